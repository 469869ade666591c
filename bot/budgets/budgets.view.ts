import type { BudgetStanding } from '../../core/index.ts';
import { budgetCard, type BudgetView } from '../../cards/budget.ts';
import type { Card } from '../../cards/card.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, longestButton, moreButtons, runButtons } from '../chat/frame.view.ts';
import type { ListPage } from '../chat/list-page.ts';
import { notice } from '../chat/notice.view.ts';
import { denialText } from '../chat/refusal.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import { barOf, estimated, type BudgetTerms } from '../tenant/budget.view.ts';
import type { LiveBudget } from '../tenant/budgets.ts';
import type { Named } from './named-budgets.ts';
import { whoseName, whoseTitle } from './whose-name.view.ts';

/** A budget in a list. */
export interface ListedBudget {
  readonly budget: LiveBudget;
  readonly named: Named;
  readonly standing: BudgetStanding | 'being-read';
  /** Whether nobody is in its department any more. */
  readonly isRenamed: boolean;
}

/** Budgets with where they stand; those of people are counted where they are not to be seen. */
export function budgetsView(
  speech: Speech,
  { page, hidden }: { readonly page: ListPage<ListedBudget>; readonly hidden: number },
  {
    text,
    terms,
    sight,
    mayChange,
  }: { readonly text: string; readonly terms: BudgetTerms; readonly sight: Sight; readonly mayChange: boolean },
): Card {
  const { items } = page;
  const isBeingRead = items.some(({ standing }) => standing === 'being-read');
  const counted = { count: speech.number(hidden), why: sight.kind === 'counted' ? denialText(speech, sight.why) : '' };
  return budgetCard({
    ...frame(speech, speech.say('budget.title'), [
      ...newButton(speech, mayChange),
      ...moreButtons(speech, text, page),
      ...runButtons(speech, 'usage'),
    ]),
    ...{ notice: '', headline: '', bar: null, facts: [], linesTitle: '' },
    texts: isBeingRead ? [{ text: speech.say('budget.beingRead') }] : [],
    lines: items.map(one => lineOf(speech, one, terms)),
    footnotes: [
      ...(hidden === 0 ? [] : [{ text: speech.say('budget.people', counted) }]),
      { text: speech.say('budget.estimates') },
    ],
  });
}

function lineOf(
  speech: Speech,
  { budget, named, standing, isRenamed }: ListedBudget,
  terms: BudgetTerms,
): BudgetView['lines'][number] {
  const amount = speech.money(budget.now.amount, terms.currency);
  const opens = button(whoseTitle(speech, named).slice(0, longestButton), 'budget', { budget: budget.id });
  const name = whoseName(speech, named);
  if (standing === 'being-read') return { ...{ name, opens, value: amount, bar: null, about: '' }, warning: '' };
  const { forecast, spent, percent } = standing;
  const isAhead = forecast !== undefined && forecast.amount > BigInt(budget.now.amount);
  const heading = isAhead
    ? speech.say('budget.lineAhead', { expected: estimated(speech, forecast.amount, terms) })
    : '';
  return {
    ...{ name, opens, bar: barOf(standing) },
    value: speech.say('budget.percent', { percent: speech.number(percent) }),
    about: speech.say('budget.line', { spent: speech.money(spent, terms.currency), amount }),
    warning: isRenamed ? speech.say('budget.renamed', { name }) : heading,
  };
}

/** What a budget is, where there is none yet. */
export const noBudgetsView = (speech: Speech, { mayChange }: { readonly mayChange: boolean }): Card =>
  notice(speech, speech.say('budget.title'), [speech.say('budget.empty'), speech.say('budget.emptyMore')], {
    buttons: [...newButton(speech, mayChange), ...runButtons(speech, 'usage')],
  });

const newButton = (speech: Speech, mayChange: boolean): readonly Button[] =>
  mayChange
    ? [button(speech.say('budget.new'), 'change-budget', { step: 'ask', budget: '', seen: 0 }, { style: 'positive' })]
    : [];
