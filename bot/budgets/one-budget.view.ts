import { startOfMonth, unreachable, type BudgetStanding } from '../../core/index.ts';
import { budgetCard, type BudgetView } from '../../cards/budget.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { notice as noticeOf } from '../chat/notice.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Denial } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { barOf, standingTexts, type BudgetTerms } from '../tenant/budget.view.ts';
import type { KeptBudget, LiveBudget } from '../tenant/budgets.ts';
import type { MonthBefore } from './months-before.ts';
import type { Named } from './named-budgets.ts';
import { whoseName } from './whose-name.view.ts';

/** What was just done, which can be taken back unless it was not done; or that something else was done meanwhile. */
export type BudgetNotice = 'saved' | 'same' | 'moved' | 'undone' | 'changed';

/** What is told of a budget. */
export interface AboutBudget {
  readonly named: Named;
  readonly standing: BudgetStanding | 'being-read';
  readonly months: readonly MonthBefore[];
  readonly terms: BudgetTerms;
  readonly notice: BudgetNotice | undefined;
  readonly isRenamed: boolean;
  /** Who made it what it is; '' where nobody knows. */
  readonly by: string;
  readonly mayChange: boolean;
}

/** One budget: where it stands, what the month is heading for, and earlier months. */
export function oneBudgetView(speech: Speech, budget: LiveBudget, about: AboutBudget): Card {
  const { named, standing, months, terms, isRenamed } = about;
  const name = whoseName(speech, named);
  const isRead = standing !== 'being-read';
  // The latest first: before the first calls there is nothing to tell.
  const begun = months.slice(0, months.findLastIndex(({ spent }) => spent > 0) + 1);
  const amount = speech.money(budget.now.amount, terms.currency);
  return budgetCard({
    ...frame(speech, speech.say('budget.titleOf', { name }), buttonsOf(speech, budget, about)),
    notice: noticeText(speech, about, amount),
    headline: isRead
      ? speech.say('budget.headline', {
          ...{ amount, spent: speech.money(standing.spent, terms.currency) },
          percent: speech.number(standing.percent),
        })
      : amount,
    bar: isRead ? barOf(standing) : null,
    texts: [
      // Of a department that nobody is in there is nothing to expect.
      ...(isRenamed ? [speech.say('budget.renamed', { name })] : []),
      ...(isRead ? [] : [speech.say('budget.beingRead')]),
      ...(isRead && !isRenamed ? standingTexts(speech, standing, terms) : []),
    ].map(text => ({ text })),
    facts: [],
    linesTitle: begun.length === 0 ? '' : speech.say('budget.months'),
    lines: begun.map(one => monthLine(speech, one, terms)),
    footnotes: footnotesOf(speech, budget, about).map(text => ({ text })),
  });
}

function noticeText(speech: Speech, { notice, named }: AboutBudget, amount: string): string {
  if (notice === undefined) return '';
  return notice === 'moved'
    ? speech.say('budget.moved', { name: whoseName(speech, named) })
    : speech.say(`budget.${notice}`, { amount });
}

const monthLine = (
  speech: Speech,
  month: MonthBefore,
  { currency, timeZone }: BudgetTerms,
): BudgetView['lines'][number] => ({
  name: speech.month(startOfMonth(month.month, timeZone)),
  value: speech.say('budget.percent', { percent: speech.number(month.percent) }),
  bar: barOf(month),
  about: speech.say('budget.line', {
    spent: speech.money(month.spent, currency),
    amount: speech.money(month.amount, currency),
  }),
  ...{ warning: '', opens: null },
});

function footnotesOf(speech: Speech, { now, versions }: KeptBudget, { by, terms }: AboutBudget): readonly string[] {
  const was = versions.at(-2)?.amount ?? null;
  const set = {
    ...{ date: speech.date(now.at), name: escape(by) },
    was: was === null ? speech.say('budget.none') : speech.money(was, terms.currency),
  };
  return [
    ...(now.of.kind === 'department' ? [speech.say('budget.presentDepartment')] : []),
    ...(now.of.kind === 'none' ? [speech.say('departments.about.none')] : []),
    speech.say('budget.estimates'),
    ...(by === '' ? [] : [speech.say('budget.setBy', set)]),
  ];
}

function buttonsOf(
  speech: Speech,
  { id, now: { number: seen } }: KeptBudget,
  { mayChange, notice, isRenamed }: AboutBudget,
): readonly Button[] {
  const step = (
    title: string,
    does: 'ask' | 'remove' | 'undo' | 'ask-move',
    style: Button['style'] = 'default',
  ): Button => button(title, 'change-budget', { step: does, budget: id, seen }, { style });
  const hasWayBack = notice === 'saved' || notice === 'moved' || notice === 'undone';
  return [
    ...(mayChange && isRenamed ? [step(speech.say('budget.move'), 'ask-move', 'positive')] : []),
    ...(mayChange ? [step(speech.say('button.change'), 'ask', isRenamed ? 'default' : 'positive')] : []),
    ...(mayChange && hasWayBack ? [step(speech.say('button.undo'), 'undo')] : []),
    ...(mayChange ? [step(speech.say('budget.remove'), 'remove')] : []),
    ...allButton(speech),
    ...(isRenamed ? [] : runButtons(speech, 'usage')),
  ];
}

const allButton = (speech: Speech): readonly Button[] => [
  button(speech.say('budget.all'), 'run', { text: 'budget all' }),
];

/** A budget that is no more, and the way back. */
export const removedBudgetView = (
  speech: Speech,
  { id, now }: KeptBudget,
  { named, notice }: { readonly named: Named; readonly notice: 'removed' | 'undoneNone' },
): Card =>
  noticeOf(speech, speech.say('budget.title'), [speech.say(`budget.${notice}`, { name: whoseName(speech, named) })], {
    buttons: [
      button(speech.say('button.undo'), 'change-budget', { step: 'undo', budget: id, seen: now.number }),
      ...allButton(speech),
    ],
  });

/** The budget of somebody whose calls are not to be seen. */
export const privateBudgetView = (speech: Speech, why: Denial): Card =>
  noticeOf(speech, speech.say('budget.title'), [speech.say('budget.private'), denialText(speech, why)], {
    buttons: allButton(speech),
  });

/** Why there is no budget to show. */
export type NoBudget =
  | { readonly kind: 'gone' }
  | { readonly kind: 'none-of' | 'taken'; readonly named: Named }
  | { readonly kind: 'too-many'; readonly most: number };

/** Says so. */
export const noSuchBudgetView = (speech: Speech, why: NoBudget): Card =>
  noticeOf(speech, speech.say('budget.title'), [noBudgetText(speech, why)], { buttons: allButton(speech) });

function noBudgetText(speech: Speech, why: NoBudget): string {
  switch (why.kind) {
    case 'gone':
      return speech.say('budget.gone');
    case 'too-many':
      return speech.say('budget.tooMany', { most: speech.number(why.most) });
    case 'taken':
      return speech.say('budget.taken', { name: whoseName(speech, why.named) });
    case 'none-of':
      return speech.say('budget.noneOf', { name: whoseName(speech, why.named) });
    default:
      return unreachable(why);
  }
}
