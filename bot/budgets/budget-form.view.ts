import type { Card } from '../../cards/card.ts';
import { cut, escape, plain } from '../../cards/escape.ts';
import { settingCard } from '../../cards/setting.ts';
import { button } from '../../cards/verbs.ts';
import { frame } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Named } from './named-budgets.ts';
import { whoseName } from './whose-name.view.ts';

const nothing = { lines: [], rows: [], search: { dataset: '', label: '', placeholder: '', error: '' } };

/** What was typed into a field, and what is wrong with it. */
interface Typed {
  readonly value: string;
  readonly error: string;
}

/** Asks what a budget is to be: of a new one also whose it is. */
export function budgetForm(
  speech: Speech,
  {
    budget,
    currency,
    amount,
    of,
  }: {
    /** The one that is changed, and which of its versions the form was made of; undefined for a new one. */
    readonly budget: { readonly id: string; readonly seen: number; readonly named: Named } | undefined;
    readonly currency: string;
    readonly amount: Typed;
    readonly of: Typed;
  },
): Card {
  const fields = [{ id: 'amount', label: speech.say('budget.field.amount', { currency }), ...shown(amount) }];
  const whose = { id: 'of', label: speech.say('budget.field.of'), ...shown(of) };
  const title =
    budget === undefined
      ? speech.say('budget.new')
      : speech.say('budget.titleOf', { name: whoseName(speech, budget.named) });
  return settingCard({
    ...frame(speech, title, [
      button(
        speech.say('button.save'),
        'change-budget',
        { step: 'save', budget: budget?.id ?? '', seen: budget?.seen ?? 0 },
        { inputs: 'auto', style: 'positive' },
      ),
      budget === undefined
        ? button(speech.say('budget.all'), 'run', { text: 'budget all' })
        : button(speech.say('button.back'), 'budget', { budget: budget.id }),
    ]),
    ...nothing,
    ...{ notice: '', text: speech.say('budget.formText'), footnotes: [], choices: [] },
    fields: budget === undefined ? [...fields, whose] : fields,
  });
}

const shown = ({ value, error }: Typed): Typed => ({ value: cut(value), error });

/** Asks which department a budget is to be of now, the likely one first. */
export const moveForm = (
  speech: Speech,
  { id, seen, named }: { readonly id: string; readonly seen: number; readonly named: Named },
  { departments, likely }: { readonly departments: readonly string[]; readonly likely: string | undefined },
): Card =>
  settingCard({
    ...frame(speech, speech.say('budget.titleOf', { name: whoseName(speech, named) }), [
      ...(departments.length === 0
        ? []
        : [
            button(
              speech.say('budget.move'),
              'change-budget',
              { step: 'move', budget: id, seen },
              { inputs: 'auto', style: 'positive' },
            ),
          ]),
      button(speech.say('button.back'), 'budget', { budget: id }),
    ]),
    ...nothing,
    ...{ footnotes: [], fields: [] },
    notice: likely === undefined ? '' : speech.say('budget.likely', { name: escape(likely) }),
    text: speech.say(departments.length === 0 ? 'budget.noneToMove' : 'budget.moveText'),
    choices:
      departments.length === 0
        ? []
        : [
            {
              ...{ id: 'department', label: speech.say('budget.field.department'), value: departments[0] ?? '' },
              options: departments.map(name => ({ title: plain(name), value: name })),
            },
          ],
  });
