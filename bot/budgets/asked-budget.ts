import { err, ok, type Currency, type Micros, type Result } from '../../core/index.ts';
import { allWords } from '../chat/argument.ts';
import type { Turn } from '../chat/turn.ts';
import { typedBudget } from '../tenant/typed-budget.ts';

/** What was typed behind the command: an amount, that it shall be removed, or neither; and whose budget, where that was said. */
export interface AskedBudget {
  readonly amount: Micros | 'off' | undefined;
  readonly whose: string;
}

/** An amount that was typed is none. */
export interface MisreadBudget {
  readonly typed: string;
  readonly whose: string;
  readonly error: string;
}

const number = String.raw`[$€£¥￥]?\s?[-+]?[\d０-９][\d０-９.,，．]*(?:\s?[$€£¥￥])?(?:\s?[A-Za-z]{3}(?![\p{L}\d]))?`;
const first = new RegExp(String.raw`^(${number})(?:\s+|(?=\p{Script=Han}))(\D.*)$`, 'u');
const last = new RegExp(String.raw`^(.*?)(?:\s+|(?<=\p{Script=Han}))(${number})$`, 'u');

const numbered = /^#\s*([a-z\d]{1,40})$/i;

/** The id of a budget that was typed as #12: so an alert opens the budget that it is about. */
export const typedId = (text: string): string | undefined => numbered.exec(text.trim())?.[1]?.toLowerCase();

let setting: RegExp | undefined;

/** "to 300", "Sales to 300", "Sales: 300" and 设为300 say an amount and, before it, whose it is. */
function settingIn(text: string): { readonly whose: string; readonly amount: string } | undefined {
  const words = allWords('mark.budgetAmount')
    .toSorted((one, other) => other.length - one.length)
    .map(word => RegExp.escape(word));
  setting ??= new RegExp(
    String.raw`^(.*?)(?:(?<!(?!\p{Script=Han})[\p{L}\p{N}])(?:${words.join('|')})|[:：=])\s*(${number})$`,
    'iu',
  );
  const [, whose, amount] = setting.exec(text.trim()) ?? [];
  return whose === undefined || amount === undefined ? undefined : { whose: whose.trim(), amount };
}

/** Reads `300`, `300 Sales`, `Sales 300`, `to 300`, `Sales`, 销售部300, and `off`; what is marked as whose comes apart. */
export function askedBudget(
  turn: Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>,
  { text, whose }: { readonly text: string; readonly whose: string | undefined },
  currency: Currency,
): Result<AskedBudget, MisreadBudget> {
  const typed = text.trim();
  if (allWords('choice.off').includes(typed.toLowerCase())) return ok({ amount: 'off', whose: whose ?? '' });
  const set = settingIn(typed) ?? (typed === '' ? settingIn(whose ?? '') : undefined);
  if (set !== undefined) {
    const amount = typedBudget(turn, set.amount, currency);
    const of = typed === '' ? set.whose : `${set.whose} ${whose ?? ''}`.trim();
    return amount.ok
      ? ok({ amount: amount.value, whose: of })
      : err({ typed: set.amount, whose: of, error: amount.refusal });
  }
  if (typed === '') return markedBudget(turn, whose ?? '', currency);
  const [, leading, behind = ''] = first.exec(typed) ?? [];
  const [, before = '', trailing] = last.exec(typed) ?? [];
  const found =
    whose !== undefined || !/\p{L}/u.test(typed)
      ? { amount: typed, whose: whose ?? '' }
      : leading !== undefined
        ? { amount: leading, whose: behind }
        : trailing !== undefined
          ? { amount: trailing, whose: before }
          : undefined;
  // "300 USD" is an amount, and no department.
  const whole = typedBudget(turn, typed, currency);
  if (whole.ok) return ok({ amount: whole.value, whose: whose ?? '' });
  if (found === undefined) return ok({ amount: undefined, whose: typed });
  const amount = typedBudget(turn, found.amount, currency);
  return amount.ok
    ? ok({ amount: amount.value, whose: found.whose })
    : err({ typed: found.amount, whose: found.whose, error: amount.refusal });
}

/** Nothing but what is marked: "of Sales", or "of 300", "of 300 for Sales". */
function markedBudget(
  turn: Pick<Turn, 'speech' | 'locale' | 'localTimeZone'>,
  whose: string,
  currency: Currency,
): Result<AskedBudget, MisreadBudget> {
  const [, typed = whose, marked = ''] = first.exec(whose) ?? [];
  const mark = allWords('mark.budget').find(word => marked.toLowerCase().startsWith(`${word} `));
  const amount = typedBudget(turn, mark === undefined ? whose : typed, currency);
  if (!amount.ok) return ok({ amount: undefined, whose });
  return ok({ amount: amount.value, whose: mark === undefined ? '' : marked.slice(mark.length).trim() });
}
