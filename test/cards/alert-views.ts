import { adviceCard } from '../../cards/advice.ts';
import { alertCard } from '../../cards/alert.ts';
import { alertDigestCard } from '../../cards/alert-digest.ts';
import { digestCard } from '../../cards/digest.ts';
import type { Frame } from '../../cards/frame.ts';
import { button } from '../../cards/verbs.ts';
import { bare, facts, full, links, many, view, written, wrong, type Filled, type Texts } from './filling.ts';

/** Beside what is behind Later. */
const called = (texts: Texts): Frame => ({ ...full(texts), buttons: full(texts).buttons.slice(0, 4) });

const checked = { monday: '2026-11-23', at: 0, matter: 'matter-1', step: 'state' } as const;

/** The layouts of alerts, and of what is done against what they tell. */
export const alertViews: Readonly<Record<string, Filled>> = {
  advice: view(
    adviceCard,
    texts => ({
      ...full(texts),
      text: texts.text,
      lines: many(6, () => ({ text: texts.text })),
      sections: many(6, () => ({
        title: texts.label,
        text: texts.text,
        code: "Grant-CsDialoutPolicy -Identity 'ana''s@contoso.com' -PolicyName 'DialoutCPCandPSTNDisabled'",
      })),
      links: links(texts),
    }),
    texts => ({
      ...bare(texts),
      ...{ text: texts.text, lines: [], links: [], sections: [{ title: texts.label, text: '', code: '' }] },
    }),
  ),
  alert: view(
    alertCard,
    texts => ({
      ...called(texts),
      ...{ style: 'attention' as const, color: 'Attention' as const, state: texts.text },
      ...{ mentions: written, text: texts.text, next: texts.text, since: written },
      ...{ facts: facts(texts), timeline: facts(texts), folds: [{ title: texts.label, earlier: facts(texts) }] },
      snoozes: [
        {
          ...{ title: texts.label, label: texts.label, value: '1h' },
          choices: [{ title: texts.label, value: '1h' }],
          button: button(texts.label, 'snooze', { matter: 'matter-1' }, { inputs: 'auto' }),
        },
      ],
    }),
    texts => ({
      ...bare(texts),
      ...{ style: 'good' as const, color: 'Good' as const, state: texts.label, mentions: '', text: '', next: '' },
      ...{ facts: [], timeline: [], folds: [], since: '', snoozes: [] },
    }),
  ),
  'alert-digest': view(
    alertDigestCard,
    texts => ({
      ...called(texts),
      mentions: written,
      alerts: many(4, () => ({
        ...{ style: 'warning' as const, color: 'Warning' as const, state: texts.label, title: texts.label },
        ...{ text: texts.text, since: written },
        buttons: [button(texts.label, 'acknowledge', { matter: 'matter-1' })],
      })),
    }),
    texts => ({
      ...bare(texts),
      mentions: '',
      alerts: [
        {
          ...{ style: 'emphasis' as const, color: 'Default' as const, state: texts.label, title: texts.label },
          ...{ text: '', since: '', buttons: [] },
        },
      ],
    }),
  ),
  digest: view(
    digestCard,
    texts => ({
      ...full(texts),
      ...{
        buttons: many(3, () => button(texts.label, 'run', { text: 'balance' })),
        headline: texts.text,
        text: texts.text,
        note: texts.text,
      },
      warnings: many(2, () => ({ text: texts.text })),
      groups: many(5, () => ({
        title: texts.label,
        lines: many(6, () => ({ name: written, about: texts.label, value: '$1,234,567.89' })),
      })),
      checks: [
        {
          ...{ title: texts.label, text: texts.text },
          fields: [{ ...wrong(texts), label: texts.label, missing: texts.label }],
          buttons: [button(texts.label, 'check-balance', checked, { inputs: 'auto', style: 'positive' })],
        },
      ],
    }),
    texts => ({
      ...bare(texts),
      ...{ headline: texts.label, text: '', warnings: [], groups: [], checks: [], note: texts.label },
    }),
  ),
};
