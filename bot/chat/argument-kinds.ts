import { err, ok, type Micros } from '../../core/index.ts';
import { cut, escape } from '../../cards/escape.ts';
import { listedIn, type Word } from '../../cards/words.ts';
import { allWords, type Argument } from './argument.ts';
import { amountText } from './refusal-words.view.ts';
import { typedAmount } from './typed-amount.ts';

type Place = Pick<Argument<unknown>, 'mark' | 'isRequired' | 'hasNoMarks'>;

/** Free text, which the command reads itself: where a form shows what is wrong with it beside its field. */
export const text = <Where extends Place>(name: Argument<string>['name'], place: Where): Argument<string> & Where => ({
  name,
  ...place,
  isFree: true,
  read: typed => ok(typed),
});

/** A whole number from 1, such as an invoice's. */
export const count = <Where extends Place>(name: Argument<number>['name'], place: Where): Argument<number> & Where => ({
  name,
  ...place,
  read: (typed, { speech }) =>
    /^[1-9]\d{0,8}$/.test(typed) ? ok(Number(typed)) : err(speech.say('misread.count', { text: escape(cut(typed)) })),
});

type Choice = Word extends infer One ? (One extends `choice.${infer Rest}` ? Rest : never) : never;

const wordsOf = (choices: readonly Choice[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(choices.map(choice => [choice, allWords(`choice.${choice}`)]));

/** One of some words; after its mark, or anywhere where it has none. */
export function oneOf<One extends Choice, Where extends Place>(
  name: Argument<One>['name'],
  choices: readonly One[],
  place: Where,
): Argument<One> & Where {
  const words = wordsOf(choices);
  return {
    name,
    ...place,
    ...(place.mark === undefined && { choices: words }),
    read: (typed, { speech }) => {
      const lower = typed.toLowerCase();
      const found = choices.find(choice => words[choice]?.includes(lower));
      if (found !== undefined) return ok(found);
      const shown = choices.map(choice => `**${listedIn(speech.language, `choice.${choice}`)[0] ?? choice}**`);
      return err(speech.say('misread.choice', { text: escape(cut(typed)), choices: shown.join(', ') }));
    },
  };
}

/** An amount in the wallet's currency, in micro-units (L1). */
export const amount = <Where extends Place>(
  name: Argument<Micros>['name'],
  place: Where,
): Argument<Micros> & Where => ({
  name,
  ...place,
  read: (typed, context) => {
    const read = typedAmount(context, typed, context.currency);
    return read.ok ? read : err(amountText(context.speech, read.refusal, typed, context.currency));
  },
});

/** The number of a credit note, or of what takes one back: with its C, as others write it (CN-0031), or without. */
export const correction = <Where extends Place>(place: Where): Argument<number> & Where => ({
  name: 'correction',
  ...place,
  read: (typed, { speech }) => {
    const number = /^#?\s*(?:cn?-?)?0{0,4}([1-9]\d{0,8})$/i.exec(typed)?.[1];
    return number === undefined
      ? err(speech.say('misread.correction', { text: escape(cut(typed)) }))
      : ok(Number(number));
  },
});

/** The number of an invoice. */
export const invoice = <Where extends Place>(place: Where): Argument<number> & Where => ({
  name: 'invoice',
  ...place,
  read: (typed, { speech }) => {
    const number = /^#?\s*([1-9]\d{0,8})$/.exec(typed)?.[1];
    return number === undefined ? err(speech.say('misread.invoice', { text: escape(cut(typed)) })) : ok(Number(number));
  },
});
