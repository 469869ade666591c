import { commands } from '../../../bot/app/commands.ts';
import { say } from '../../../cards/words.ts';
import { readCard, visit, type ReadCard } from '../../support/card.ts';
import { Office } from '../../support/office.ts';
import { orderForm, people, type Said } from '../../support/teams-client.ts';

/** A card as somebody met it: what the command is called, and what was done. */
export interface Met {
  readonly card: string;
  readonly state: string;
  readonly json: object;
}

/** Presses the first choice of the card before, instead of typing. */
const pressed = '';

/** What is typed in the sandbox, one after the other, for every state that the cards of reports have. */
const typed: readonly (readonly [card: string, state: string, text: string, as?: string])[] = [
  ['welcome', 'help', 'help'],
  ['balance', 'on the first day', 'balance'],
  ['sandbox', 'levers', 'sandbox'],
  ['alerts', 'here', 'alerts here'],
  ['sandbox', 'three weeks go by', 'sandbox advance 21 days'],
  ['sandbox', 'calls', 'sandbox calls 40'],
  ['balance', 'healthy', 'balance'],
  ['forecast', 'healthy', 'forecast'],
  ['usage', 'of a month', 'usage'],
  ['usage', 'by person', 'usage by person'],
  ['usage', 'by day', 'usage by day'],
  ['usage', 'for whom people are not named', 'usage', people.reader],
  ['usage', 'by department, of two months', 'usage 60 by department'],
  ['not understood', 'one of several', 'is it the card or the license'],
  ['not understood', 'waits for a press', 'would you please let this channel know whenever the balance gets low'],
  ['minutes', 'of a month', 'minutes'],
  ['savings', 'without prices', 'savings'],
  ['savings', 'for whom people are not named', 'savings', people.reader],
  ['calls', 'of a month', 'calls'],
  ['prevention', 'of three months', 'prevention'],
  ['paid calls', 'of somebody', 'stop paid calls of Diego Siciliani'],
  ['paid calls', 'nobody’s are stopped', 'stop paid calls'],
  ['budgets', 'none', 'budget'],
  ['budgets', 'of the organization', 'budget 60'],
  ['budgets', 'of a department, used up', 'budget 5 of Sales'],
  ['budgets', 'of a person', 'budget 30 of Diego Siciliani'],
  ['budgets', 'whose name is nearly so', 'budget 5 of Salse'],
  ['budgets', 'all', 'budgets'],
  ['budgets', 'all, for whom people are not named', 'budgets', people.reader],
  ['auto-recharge', 'form', 'auto-recharge'],
  ['auto-recharge', 'saved', 'auto-recharge on'],
  ['auto-recharge', 'enough', 'auto-recharge why'],
  ['sandbox', 'spent', 'sandbox spend 60'],
  ['balance', 'recharged', 'balance'],
  ['auto-recharge', 'recharged', 'auto-recharge why'],
  ['sandbox', 'declines', 'sandbox decline'],
  ['sandbox', 'a day goes by', 'sandbox advance 1 day'],
  ['sandbox', 'spent, and declined', 'sandbox spend 60'],
  ['balance', 'declined', 'balance'],
  ['auto-recharge', 'declined', 'auto-recharge why'],
  ['sandbox', 'days go by', 'sandbox advance 9 days'],
  ['balance', 'paused', 'balance'],
  ['forecast', 'paused', 'forecast'],
  ['auto-recharge', 'paused', 'auto-recharge why'],
  ['sandbox', 'spent more than there is', 'sandbox spend 200'],
  ['balance', 'owed', 'balance'],
  ['sandbox', 'accepts', 'sandbox decline off'],
  ['auto-recharge', 'tried again', 'auto-recharge on'],
  ['auto-recharge', 'tried again, and agreed', pressed],
  ['balance', 'recharged after a pause', 'balance'],
  ['add funds', 'review', 'add funds 200'],
  ['add funds', 'placed', pressed],
  ['balance', 'of two purchases', 'balance'],
  ['history', 'all', 'history'],
  ['history', 'payments', 'history payments'],
  ['purchases', 'all', 'purchases'],
  ['invoices', 'all', 'invoices'],
  ['invoices', 'one', 'invoice 1'],
  ['refund', 'form', 'refund'],
  ['refund', 'review', 'refund 5 of invoice 2'],
  ['reconcile', 'form', 'reconcile'],
  ['reconcile', 'review', 'reconcile 183.20'],
  ['statement', 'of this month', 'statement this month'],
  ['add funds', 'form', 'add funds'],
  ['add funds', 'wrong', 'add funds -5'],
  ['denied', 'a person without a role', 'balance', people.nobody],
  ['denied', 'a reader who would pay', 'add funds 5', people.reader],
  ['not understood', 'a word', 'nonsense'],
  ['not understood', 'a slip', 'balnce'],
  ['auto-recharge', 'switched off', 'auto-recharge off'],
  ['sandbox', 'spent nearly all', 'sandbox spend 210'],
  ['balance', 'low', 'balance'],
  ['sandbox', 'months go by', 'sandbox advance 345 days'],
  ['purchases', 'soon to expire', 'purchases'],
  ['invoices', 'soon to expire', 'invoice 3'],
  ['sandbox', 'charges', 'sandbox charge'],
  ['sandbox', 'the card holder is asked', 'sandbox charge card holder'],
  ['add funds', 'review once more', 'add funds 60'],
  ['add funds', 'the card holder is asked', pressed],
  ['card holder', 'the bank’s page', pressed],
  ['sandbox', 'outcomes are unknown', 'sandbox charge unknown'],
  ['add funds', 'review again', 'add funds 60'],
  ['add funds', 'not known', pressed],
  ['sandbox', 'the gateway tells', 'sandbox event paid'],
];

/** Walks through set-up, and through every command; gives the cards that were met. */
export async function walk(said: Said): Promise<readonly Met[]> {
  const office = await new Office().open();
  try {
    const met: Met[] = [...(await setUp(office, said))];
    for (const [card, state, text, as] of typed)
      met.push(
        ...(await answers(
          office,
          { card, state, text },
          { said: as === undefined ? said : { ...said, as }, before: met.at(-1)?.json },
        )),
      );
    const shown = new Set(typed.map(([, , text]) => text));
    // What follows the choice of a language is in it.
    for (const { name } of commands.toSorted(
      (one, other) => Number(one.name === 'language') - Number(other.name === 'language'),
    )) {
      const text = say('en', `example.${name}`);
      if (!shown.has(text) && name !== 'sandbox')
        met.push(...(await answers(office, { card: name, state: text, text }, { said, before: undefined })));
    }
    return [
      ...met,
      ...office.told().map((card, index) => ({ card: 'told', state: `${index + 1}`, json: objectOf(card) })),
    ];
  } finally {
    await office.close();
  }
}

async function answers(
  office: Office,
  { text, ...met }: { readonly card: string; readonly state: string; readonly text: string },
  { said, before }: { readonly said: Said; readonly before: object | undefined },
): Promise<readonly Met[]> {
  const cards = text === pressed ? [await pressFirst(office, before, said)] : await office.typesAndSees(text, said);
  return cards.map((card, index) => ({
    ...met,
    state: index === 0 ? met.state : `${met.state} (${index + 1})`,
    json: objectOf(card),
  }));
}

async function pressFirst(office: Office, before: object | undefined, said: Said): Promise<ReadCard> {
  const card = readCard(before);
  const first = card.buttons[0]!;
  return (await office.invokes(first.verb, { ...first.data, ...valuesOf(card) }, said)).card;
}

const mostSteps = 12;

/** Set-up by its first buttons, each pressed once, until it asks nothing more. */
async function setUp(office: Office, said: Said): Promise<readonly Met[]> {
  const cards = [await office.types('setup', said)];
  const done = new Set<string>();
  while (cards.length < mostSteps) {
    const shown = cards.at(-1)!;
    const next = nextOf(shown, done);
    if (next === undefined) break;
    done.add(keyOf(next));
    const { card } = await office.invokes(next.verb, { ...next.data, ...valuesOf(shown), ...orderForm }, said);
    cards.push(card);
  }
  return cards.map((card, index) => ({ card: 'setup', state: `step ${index + 1}`, json: objectOf(card) }));
}

type Pressable = ReadCard['buttons'][number];

const keyOf = ({ verb, data }: Pressable): string => JSON.stringify([verb, { ...data, version: 0 }]);

/** The first choice that was not made yet, or the next button that leads on. */
function nextOf(card: ReadCard, done: ReadonlySet<string>): Pressable | undefined {
  const first = new Set<string>();
  visit(card.json, node => {
    if (node['style'] === 'positive') first.add(String(node['title']));
  });
  const left = card.buttons.filter(one => one.verb.startsWith('setup-') && !done.has(keyOf(one)));
  return left.find(({ title }) => first.has(title)) ?? left[0];
}

/** What the fields of a card hold, sent back as they are. */
const valuesOf = ({ inputs }: ReadCard): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inputs.map(input => [String(input['id']), typeof input['value'] === 'string' ? input['value'] : '']),
  );

function objectOf({ json }: ReadCard): object {
  if (typeof json !== 'object' || json === null) throw new Error('an answer without a card');
  return json;
}
