import { balanceOf, isCurrency, isMonth, microsPerUnit, type Currency } from '../../core/index.ts';
import { listedIn, type Word } from '../../cards/words.ts';
import { allWords } from '../chat/argument.ts';
import { runButtons } from '../chat/frame.view.ts';
import { reasonText } from '../chat/money-words.view.ts';
import { notice } from '../chat/notice.view.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { declineCodes, type DeclineCode, type GatewayManner, type SandboxControls } from '../ports/index.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';

type LeverNeeds = WalletNeeds & { readonly controls: SandboxControls };

type LeverWay = Word extends infer One ? (One extends `lever.way.${infer Way}` ? Way : never) : never;

/** The ways in which every charge goes from now on, but for those that say how much or in what. */
const ways = [
  ...(['as-usual', 'slow', 'drops-line', 'fails-after', 'does-not-know', 'asks-card-holder'] as const),
  ...(['refuses-unattended', 'tells-first', 'tells-twice', 'tells-out-of-order'] as const),
];

/** The gateway treats every new charge in the typed way. */
export function charge(needs: LeverNeeds, turn: Turn, rest: string): Promise<Reply> {
  return withAnyWallet(needs, turn, async ({ terms: { currency } }) => {
    const { speech } = turn;
    const [amount, other] = [after('lever.way.other-amount', rest), after('lever.way.other-currency', rest)];
    if (amount !== undefined) return otherAmount(needs, turn, amount, currency);
    if (other !== undefined) return otherCurrency(needs, turn, { typed: other.toUpperCase(), own: currency });
    const kind = ways.find(way => isMeant(`lever.way.${way}`, rest));
    return kind === undefined
      ? waysTold(turn, currency)
      : behave(needs, turn, { kind }, speech.say(`sandbox.way.${kind}`));
  });
}

/** Every way in which charges can go, with what to type for it. */
function waysTold({ speech }: Turn, currency: Currency): Promise<Reply> {
  const line = (way: GatewayManner['kind'] & LeverWay, typed: string, about: string): string => {
    const words = listedIn(speech.language, `lever.way.${way}`)[0] ?? way;
    return speech.say('sandbox.chargeLine', { way: [words, typed].filter(Boolean).join(' '), about });
  };
  const amount = speech.money(shownAmount, currency);
  const lines = [
    ...ways.map(way => line(way, '', speech.say(`sandbox.way.${way}`))),
    line('other-amount', '40', speech.say('sandbox.way.other-amount', { amount })),
    line('other-currency', 'EUR', speech.say('sandbox.way.other-currency', { currency: 'EUR' })),
  ];
  return Promise.resolve({
    card: notice(speech, speech.say('sandbox.title'), [speech.say('sandbox.chargeUsage'), ...lines], {
      buttons: runButtons(speech, 'addFunds', 'balance'),
    }),
  });
}

const shownAmount = 40 * microsPerUnit;

async function otherAmount(needs: LeverNeeds, turn: Turn, typed: string, currency: Currency): Promise<Reply> {
  const { speech } = turn;
  const amount = typedAmount(turn, typed, currency);
  if (!amount.ok) return say(turn, amountText(speech, amount.refusal, typed, currency));
  const text = speech.say('sandbox.way.other-amount', { amount: speech.money(amount.value, currency) });
  return behave(needs, turn, { kind: 'other-amount', amount: amount.value }, text);
}

async function otherCurrency(
  needs: LeverNeeds,
  turn: Turn,
  { typed: currency, own }: { readonly typed: string; readonly own: Currency },
): Promise<Reply> {
  const { speech } = turn;
  if (!isCurrency(currency)) return waysTold(turn, own);
  return behave(
    needs,
    turn,
    { kind: 'other-currency', currency },
    speech.say('sandbox.way.other-currency', { currency }),
  );
}

/** Every new charge is declined with that code; undefined where no code was meant. */
export function declineWith({ controls }: LeverNeeds, turn: Turn, rest: string): Promise<Reply> | undefined {
  const code = codeIn(rest);
  const { speech } = turn;
  return code === undefined
    ? undefined
    : behave(
        { controls },
        turn,
        { kind: 'declines', code },
        speech.say('sandbox.way.declines', { reason: reasonText(speech, code) }),
      );
}

/** The gateway tells what has become of its last charge, or of one that it never had. */
export function event(needs: LeverNeeds, turn: Turn, rest: string): Promise<Reply> {
  const { speech } = turn;
  const { controls, clock } = needs;
  return withAnyWallet(needs, turn, async ({ terms: { currency } }) => {
    if (isMeant('lever.event.stranger', rest)) {
      await controls.tellOfStranger();
      return say(turn, speech.say('sandbox.event.stranger'));
    }
    const declined = after('lever.event.declined', rest);
    const isPaid = isMeant('lever.event.paid', rest);
    const code = declined === '' ? 'declined' : codeIn(declined ?? '');
    if (!isPaid && code === undefined) return say(turn, speech.say('sandbox.eventUsage'));
    const amount = await controls.decideLastCharge(code === undefined ? { kind: 'paid' } : { kind: 'declined', code });
    if (amount === undefined) return say(turn, speech.say('sandbox.event.none'));
    return withAnyWallet(needs, turn, ({ wallet }) =>
      say(
        turn,
        speech.say(isPaid ? 'sandbox.event.paid' : 'sandbox.event.declined', {
          amount: speech.money(amount, currency),
          balance: speech.money(balanceOf(wallet.pool, clock.now()), currency),
        }),
      ),
    );
  });
}

/** The good card's last month, or that it has none. */
export async function card({ controls }: LeverNeeds, turn: Turn, rest: string): Promise<Reply> {
  const { speech } = turn;
  const isNever = isMeant('lever.card.never', rest);
  if (!isNever && !isMonth(rest)) return say(turn, speech.say('sandbox.cardUsage'));
  await controls.setCardExpiry(isNever ? null : rest);
  return say(turn, isNever ? speech.say('sandbox.card.never') : speech.say('sandbox.card.expires', { month: rest }));
}

async function behave(
  { controls }: Pick<LeverNeeds, 'controls'>,
  turn: Turn,
  manner: GatewayManner,
  text: string,
): Promise<Reply> {
  await controls.misbehave(manner);
  return say(turn, text);
}

const codeIn = (typed: string): DeclineCode | undefined =>
  declineCodes.find(code => typed === code || isMeant(`lever.code.${code}`, typed));

const isMeant = (word: Word, typed: string): boolean => allWords(word).includes(typed.toLowerCase());

/** What follows one of the words; '' where nothing does, undefined where it was not typed. */
function after(word: Word, typed: string): string | undefined {
  const text = typed.toLowerCase();
  const meant = allWords(word).find(one => text === one || text.startsWith(`${one} `));
  return meant === undefined ? undefined : typed.slice(meant.length).trim();
}

const say = ({ speech }: Turn, text: string): Promise<Reply> =>
  Promise.resolve({
    card: notice(speech, speech.say('sandbox.title'), [text], { buttons: runButtons(speech, 'addFunds', 'balance') }),
  });
