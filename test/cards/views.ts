import { alertsFormCard } from '../../cards/alerts-form.ts';
import { assignCreditsCard } from '../../cards/assign-credits.ts';
import { balanceCard } from '../../cards/balance.ts';
import { forecastCard } from '../../cards/forecast.ts';
import { factsCard } from '../../cards/facts.ts';
import { formCard } from '../../cards/form.ts';
import { departmentSourceCard } from '../../cards/department-source.ts';
import { doctorCard } from '../../cards/doctor.ts';
import { exportCard } from '../../cards/export.ts';
import { helpCard } from '../../cards/help.ts';
import { historyCard } from '../../cards/history.ts';
import { listCard } from '../../cards/list.ts';
import { noticeCard } from '../../cards/notice.ts';
import { questionsCard } from '../../cards/questions.ts';
import { reportCard, type ReportLine } from '../../cards/report.ts';
import { settingCard } from '../../cards/setting.ts';
import { settingsListCard } from '../../cards/settings.ts';
import { statementCard } from '../../cards/statement.ts';
import { button, choiceIds } from '../../cards/verbs.ts';
import { welcomeCard } from '../../cards/welcome.ts';
import { whyCard } from '../../cards/why.ts';
import { bare, empty, facts, full, links, many, view, written, wrong, type Filled, type Texts } from './filling.ts';
import { alertViews } from './alert-views.ts';
import { budgetViews } from './budget-views.ts';
import { orderViews } from './order-views.ts';
import { asked, fundsViews } from './funds-views.ts';
import { setupViews } from './setup-views.ts';

const exportFields = ({ text, label }: Texts) => ({
  text,
  what: 'calls',
  kinds: [{ title: label, value: 'calls' }],
  format: 'xlsx',
  formats: [{ title: label, value: 'xlsx' }],
  labels: { what: label, format: label, range: label },
});
const reportLines = (count: number, opens: ReportLine['opens']): readonly ReportLine[] =>
  many(count, () => ({ name: written, about: written, value: '$1,234.56', opens }));

const opensSetting = ({ label }: Texts) => button(label, 'setting', { setting: 'look', place: '' });

/** Every layout, by its name. */
export const views: Readonly<Record<string, Filled>> = {
  ...{ ...fundsViews, ...alertViews, ...budgetViews },
  'alerts-form': view(
    alertsFormCard,
    texts => ({
      ...asked(texts),
      ...{ notice: texts.text, text: texts.text },
      kinds: {
        ...{ label: texts.label, value: 'low-balance' },
        options: many(9, index => ({ title: texts.label, value: index === 0 ? 'low-balance' : `kind${index}` })),
      },
      quiet: { ...wrong(texts), label: texts.label, placeholder: texts.label },
      choices: many(3, index => ({
        ...{ id: `choice${index}`, label: texts.label, value: 'yes' },
        options: [{ title: texts.label, value: 'yes' }],
      })),
    }),
    texts => ({
      ...bare(texts),
      ...{ notice: '', text: texts.text },
      kinds: { label: texts.label, value: '', options: [{ title: texts.label, value: 'low-balance' }] },
      quiet: { ...empty, label: texts.label, placeholder: texts.label },
      choices: [],
    }),
  ),
  'assign-credits': view(
    assignCreditsCard,
    texts => ({
      ...asked(texts),
      text: texts.text,
      lines: many(20, () => ({ text: texts.text })),
      links: links(texts),
      choices: choiceIds.map(id => ({
        id,
        label: written,
        options: many(5, index => ({ title: written, value: `person-${index}` })),
      })),
      search: 'people',
      known: many(25, index => ({ title: written, value: `person-${index}` })),
      labels: { search: texts.label },
    }),
    texts => ({
      ...bare(texts),
      ...{ text: texts.text, lines: [], links: [], choices: [], search: '', known: [], labels: { search: '' } },
    }),
  ),
  export: view(
    exportCard,
    texts => ({
      ...asked(texts),
      ...exportFields(texts),
      range: { ...wrong(texts), hint: texts.label },
    }),
    texts => ({ ...bare(texts), ...exportFields(texts), range: { ...empty, hint: texts.label } }),
  ),
  'department-source': view(
    departmentSourceCard,
    texts => ({
      ...asked(texts),
      text: texts.text,
      chosen: texts.text,
      file: texts.text,
      source: { ...wrong(texts), value: 'file', label: texts.label },
      choices: many(19, index => ({ title: `${texts.label} ${index}`, value: `attribute-${index}` })),
    }),
    texts => ({
      ...bare(texts),
      text: texts.text,
      chosen: '',
      file: texts.text,
      source: { ...empty, value: 'department', label: texts.label },
      choices: [{ title: texts.label, value: 'department' }],
    }),
  ),
  balance: view(
    balanceCard,
    texts => ({
      ...full(texts),
      amount: '-$1,234,567.890001',
      color: 'Attention' as const,
      asOf: texts.label,
      problem: texts.text,
      facts: facts(texts),
      chart: {
        ...{ title: texts.label, days: texts.label, unit: 'USD', least: -20, most: 20 },
        text: texts.text,
        lines: many(2, () => ({
          legend: texts.label,
          color: 'warning' as const,
          values: many(60, index => ({ x: index - 59, y: index / 2 - 15.25 })),
        })),
      },
    }),
    texts => ({
      ...bare(texts),
      amount: '$0.00',
      color: 'Default' as const,
      asOf: texts.label,
      problem: '',
      facts: [],
      chart: { title: texts.label, days: '', unit: 'USD', text: '', lines: [], least: 0, most: 0 },
    }),
  ),
  forecast: view(
    forecastCard,
    texts => ({
      ...full(texts),
      headline: texts.text,
      color: 'Warning' as const,
      text: texts.text,
      little: texts.text,
      facts: facts(texts),
      expiringTitle: texts.label,
      expiring: many(20, () => ({ text: texts.text })),
      rules: many(2, () => ({ title: texts.label, text: texts.text, run: texts.text })),
      note: texts.text,
    }),
    texts => ({
      ...bare(texts),
      headline: texts.label,
      color: 'Default' as const,
      text: '',
      little: '',
      facts: [],
      expiringTitle: '',
      expiring: [],
      rules: [],
      note: '',
    }),
  ),
  facts: view(
    factsCard,
    texts => ({ ...full(texts), notice: texts.text, text: texts.text, facts: facts(texts), terms: texts.text }),
    texts => ({ ...bare(texts), notice: '', text: '', facts: [], terms: '' }),
  ),
  form: view(
    formCard,
    texts => ({
      ...asked(texts),
      notice: texts.text,
      text: texts.text,
      facts: facts(texts),
      fields: many(2, index => ({
        ...{ ...wrong(texts), id: `field${index}`, label: texts.label },
        ...{ maxLength: 300, isMultiline: index === 1, missing: texts.label },
      })),
      dates: [{ ...wrong(texts), value: '2026-10-31', id: 'day', label: texts.label, latest: '2026-11-26' }],
    }),
    texts => ({ ...bare(texts), notice: '', text: texts.label, facts: [], fields: [], dates: [] }),
  ),
  help: view(
    helpCard,
    texts => ({
      ...full(texts),
      text: texts.text,
      topics: many(6, index => ({
        ...{ id: `topic${index}`, title: texts.label, names: texts.text },
        commands: many(3, () => ({ text: texts.text })),
      })),
    }),
    texts => ({ ...bare(texts), text: texts.text, topics: [] }),
  ),
  history: view(
    historyCard,
    texts => ({ ...full(texts), text: texts.text, entries: many(20, () => ({ at: written, text: texts.text })) }),
    texts => ({ ...bare(texts), text: texts.text, entries: [] }),
  ),
  list: view(
    listCard,
    texts => ({
      ...full(texts),
      text: texts.text,
      rows: many(10, index => ({
        ...{ title: written, about: index % 2 === 0 ? texts.label : '', warning: index % 2 === 0 ? '' : texts.label },
        ...{ value: '$1,234.56', note: texts.label },
        open: button(texts.label, 'run', { text: 'invoices 3' }),
      })),
    }),
    texts => ({ ...bare(texts), text: texts.text, rows: [] }),
  ),
  ...orderViews,
  setting: view(
    settingCard,
    texts => ({
      ...asked(texts),
      ...{ notice: texts.text, text: texts.text },
      lines: many(2, () => ({ text: texts.text })),
      footnotes: many(3, () => ({ text: texts.text })),
      rows: many(12, () => ({ name: written, about: texts.label, press: texts.label, opens: opensSetting(texts) })),
      search: { dataset: 'people-for-rights', label: texts.label, placeholder: texts.label, error: texts.text },
      fields: many(5, index => ({ ...wrong(texts), id: `field${index}`, label: texts.label })),
      choices: [{ id: 'language', label: texts.label, value: 'en', options: [{ title: texts.label, value: 'en' }] }],
    }),
    texts => ({
      ...bare(texts),
      ...{ notice: '', text: texts.text, lines: [], footnotes: [], rows: [], fields: [], choices: [] },
      search: { dataset: '', label: '', placeholder: '', error: '' },
    }),
  ),
  settings: view(
    settingsListCard,
    texts => ({
      ...full(texts),
      ...{ notice: texts.text, text: texts.text },
      groups: many(3, () => ({
        title: texts.label,
        rows: many(6, index => ({
          ...{ name: texts.label, value: written, about: texts.label, changed: texts.label },
          ...(index === 0 ? { opens: null, press: '' } : { opens: opensSetting(texts), press: texts.label }),
        })),
      })),
    }),
    texts => ({ ...bare(texts), notice: '', text: '', groups: [] }),
  ),
  notice: view(
    noticeCard,
    texts => {
      const { buttons, ...whole } = full(texts);
      return {
        ...{ ...whole, text: texts.text, lines: many(20, () => ({ text: texts.text })), links: links(texts) },
        buttons: buttons.map(one => ({ ...one, style: 'default' as const })),
      };
    },
    texts => ({ ...bare(texts), text: texts.text, lines: [], links: [] }),
  ),
  questions: view(
    questionsCard,
    texts => ({
      ...full(texts),
      notice: texts.text,
      text: texts.text,
      facts: facts(texts),
      label: texts.label,
      choices: many(10, index => ({ title: written, value: `00000000-0000-4000-8000-00000000000${index}` })),
      error: texts.text,
    }),
    texts => ({ ...bare(texts), notice: '', text: texts.text, facts: [], label: texts.label, choices: [], error: '' }),
  ),
  statement: view(
    statementCard,
    texts => ({
      ...full(texts),
      text: texts.text,
      lines: many(16, () => ({ name: texts.label, amount: '-$1,234,567.890001', weight: 'Bolder' as const })),
      invoices: many(9, () => ({ text: texts.text })),
    }),
    texts => ({ ...bare(texts), text: texts.text, lines: [], invoices: [] }),
  ),
  report: view(
    reportCard,
    texts => ({
      ...full(texts),
      subtitle: texts.label,
      texts: many(3, () => ({ text: texts.text })),
      facts: facts(texts),
      chart: { title: written, unit: 'USD', values: many(12, index => ({ x: `Oct ${index}`, y: index })) },
      lists: [
        { title: written, lines: reportLines(10, button(texts.label, 'run', { text: 'explain 1' })) },
        { title: '', lines: reportLines(11, null) },
      ],
      footnotes: many(2, () => ({ text: texts.text })),
    }),
    texts => ({
      ...bare(texts),
      subtitle: '',
      texts: [],
      facts: [],
      chart: { title: '', unit: '', values: [] },
      lists: [],
      footnotes: [],
    }),
  ),
  doctor: view(
    doctorCard,
    texts => ({
      ...full(texts),
      ...{ summary: texts.text, color: 'Attention' as const },
      faults: many(12, () => ({
        ...{ heading: texts.label, color: 'Warning' as const, seen: texts.text, remedy: texts.text },
      })),
      works: { title: texts.label, lines: many(12, () => ({ text: texts.text })) },
      missing: { title: texts.label, lines: many(6, () => ({ text: texts.text })) },
    }),
    texts => ({
      ...bare(texts),
      ...{ summary: texts.text, color: 'Default' as const, faults: [] },
      works: { title: texts.label, lines: [] },
      missing: { title: texts.label, lines: [] },
    }),
  ),
  why: view(
    whyCard,
    texts => ({
      ...full(texts),
      text: texts.text,
      color: 'Attention' as const,
      numbers: texts.text,
      facts: facts(texts),
      decisionsTitle: texts.label,
      decisions: many(3, () => ({ text: texts.text })),
    }),
    texts => ({
      ...bare(texts),
      text: texts.text,
      color: 'Default' as const,
      numbers: '',
      facts: [],
      decisionsTitle: '',
      decisions: [],
    }),
  ),
  welcome: view(
    welcomeCard,
    texts => ({ ...full(texts), installed: written, text: texts.text, next: texts.text }),
    texts => ({ ...bare(texts), installed: written, text: texts.text, next: texts.text }),
  ),
  ...setupViews,
};
