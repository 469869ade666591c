import {
  add,
  balanceOf,
  dayMs,
  hourMs,
  microsPerUnit,
  neverOpens,
  nextDue,
  type Currency,
  type PaymentMethod,
  type Wallet,
  isAtTrigger,
  minuteMs,
  startOfDay,
  dayOf,
} from '../../core/index.ts';
import { orAskApproval } from '../approvals/ask-approval.ts';
import { text } from '../chat/argument-kinds.ts';
import { allWords } from '../chat/argument.ts';
import { command } from '../chat/command.ts';
import { button } from '../../cards/verbs.ts';
import { runButtons } from '../chat/frame.view.ts';
import { ruleText, whyText } from '../chat/money-words.view.ts';
import { notice } from '../chat/notice.view.ts';
import { amountText } from '../chat/refusal-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import { requestId } from '../chat/request-id.ts';
import type { Speech } from '../chat/speech.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import { escape } from '../../cards/escape.ts';
import type { DigestNews } from '../digest/digest-news.ts';
import type { Foresight } from '../foresight/foresight.ts';
import type { Charges } from '../funds/charges.ts';
import type { SandboxControls } from '../ports/index.ts';
import { newDraft, type OrderForm } from '../setup/drafts.ts';
import { placeReviewed, type PlacingNeeds } from '../setup/place-reviewed.ts';
import { warnSetter } from '../setup/present-done.ts';
import { withAnyWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { importLog, type ImportNeeds } from '../usage/import-log.ts';
import { actAs } from './act-as.ts';
import { card, charge, declineWith, event } from './charge-lever.ts';
import { leversView, type Lever } from './levers.view.ts';

type SandboxNeeds = WalletNeeds &
  ImportNeeds &
  PlacingNeeds & {
    readonly sandbox: SandboxControls | undefined;
    readonly charges: Charges;
    readonly foresight: Pick<Foresight, 'look'>;
    readonly digestNews: Pick<DigestNews, 'reset'>;
  };

export const sandbox = command({
  name: 'sandbox',
  access: 'money',
  arguments: { lever: text('lever', {}) },
  isSandboxOnly: true,
  actsAtOnce: ({ lever }) => lever !== undefined,
  run: async (needs: SandboxNeeds, turn, { lever = '' }) => {
    const controls = needs.sandbox;
    if (controls === undefined) return say(turn, turn.speech.say('sandbox.only'));
    const parts = /^(?<verb>[a-z]+|\p{Script=Han}+)\s*(?<rest>.*)$/iu.exec(lever)?.groups;
    const verb = verbs.get(parts?.['verb']?.toLowerCase() ?? '');
    if (verb === undefined) return { card: leversView(turn.speech, lever) };
    return verb({ ...needs, controls }, turn, parts?.['rest']?.trim() ?? '');
  },
});

type VerbNeeds = SandboxNeeds & { readonly controls: SandboxControls };
type SandboxVerb = (needs: VerbNeeds, turn: Turn, rest: string) => Promise<Reply>;

const levers = {
  ...{ start, spend, calls, fraud, decline, charge, event, card, advance, people, throttle, as: actAs, reset },
} satisfies Record<Lever, SandboxVerb>;

const verbs: ReadonlyMap<string, SandboxVerb> = new Map(
  Object.entries(levers).flatMap(([lever, verb]) =>
    allWords(`lever.${lever as keyof typeof levers}`).map(words => [words, verb] as const),
  ),
);

const mostPeople = 100_000;

/** Contoso with this many people; giving them licenses is as slow as in a tenant of that size. */
async function people(needs: VerbNeeds, turn: Turn, rest: string): Promise<Reply> {
  const { speech } = turn;
  const count = /^\d{1,6}$/.test(rest) ? Number(rest) : 0;
  if (count < 25 || count > mostPeople)
    return say(turn, speech.say('sandbox.peopleUsage', { most: speech.number(mostPeople) }));
  await needs.controls.become({ people: count });
  return say(turn, speech.say('sandbox.people', { count: speech.number(count) }));
}

/** Graph throttles this percentage of the requests from now on. */
async function throttle(needs: VerbNeeds, turn: Turn, rest: string): Promise<Reply> {
  const { speech } = turn;
  const percent = /^\d{1,2}\s*%?$/.test(rest) ? Number.parseInt(rest, 10) : -1;
  if (percent < 0 || percent > 90) return say(turn, speech.say('sandbox.throttleUsage'));
  await needs.controls.become({ throttled: percent });
  return say(turn, speech.say('sandbox.throttle', { percent }));
}

function spend(needs: VerbNeeds, turn: Turn, rest: string): Promise<Reply> {
  return withAnyWallet(needs, turn, async ({ wallet, terms }) => {
    const { speech } = turn;
    const amount = typedAmount(turn, rest, terms.currency);
    if (!amount.ok) return say(turn, amountText(speech, amount.refusal, rest, terms.currency));
    const now = needs.clock.now();
    await needs.controls.makeCalls({ count: 3, total: amount.value, from: now, to: now });
    return afterCalls(needs, turn, { wallet, terms }, balance =>
      speech.say('sandbox.spent', { amount: speech.money(amount.value, terms.currency), balance }),
    );
  });
}

function calls(needs: VerbNeeds, turn: Turn, rest: string): Promise<Reply> {
  return withAnyWallet(needs, turn, async ({ wallet, terms }) => {
    const { speech } = turn;
    const count = /^\d{1,4}$/.test(rest) ? Number(rest) : 0;
    if (count < 1 || count > 5000) return say(turn, speech.say('sandbox.tooMany'));
    const now = needs.clock.now();
    const before = await needs.rows.totals();
    await needs.controls.makeCalls({
      count,
      from: Math.max(terms.opensAt === neverOpens ? 0 : (terms.opensAt ?? 0), now - hourMs),
      to: now,
    });
    return afterCalls(needs, turn, { wallet, terms }, async balance => {
      const after = await needs.rows.totals();
      return speech.say('sandbox.called', {
        count,
        amount: speech.money(after.drawn - before.drawn, terms.currency),
        balance,
      });
    });
  });
}

/** Somebody else calls on one person's account in the night before, from ten past three on. */
function fraud(needs: VerbNeeds, turn: Turn): Promise<Reply> {
  return withAnyWallet(needs, turn, async ({ wallet, terms }) => {
    const { speech } = turn;
    const now = needs.clock.now();
    const tonight = startOfDay(dayOf(now, terms.timeZone), terms.timeZone) + stolenNight.afterMidnightMs;
    const from = tonight + stolenNight.lastsMs < now ? tonight : tonight - dayMs;
    const facts = { ...stolenNight, total: Math.round((terms.minimum * stolenNight.percent) / 100) };
    const { name } = await needs.controls.stealAccount({ ...facts, from, to: from + facts.lastsMs });
    const reply = await afterCalls(needs, turn, { wallet, terms }, balance =>
      speech.say('sandbox.stolen', {
        ...{ count: facts.count, name: escape(name), balance },
        amount: speech.money(facts.total, terms.currency),
      }),
    );
    await needs.foresight.look();
    return reply;
  });
}

const stolenNight = { count: 14, percent: 122, afterMidnightMs: 3 * hourMs + 10 * minuteMs, lastsMs: 20 * minuteMs };

/** The calls arrive as they do in the cloud: through the call log. */
async function afterCalls(
  needs: VerbNeeds,
  turn: Turn,
  { wallet: before, terms: { currency } }: Pick<OpenWallet, 'wallet' | 'terms'>,
  text: (balance: string) => string | Promise<string>,
): Promise<Reply> {
  const { speech } = turn;
  const imported = await importLog(needs, turn.person.id ?? null);
  if (!imported.ok) return { card: refusalCard(speech, imported.refusal, currency) };
  await needs.charges.idle();
  return withAnyWallet(needs, turn, async ({ wallet }) => ({
    card: notice(
      speech,
      speech.say('sandbox.title'),
      [
        await text(speech.money(balanceNow(needs, wallet), currency)),
        ...rechargeTexts(needs, speech, { before, wallet, currency }),
      ],
      { buttons: runButtons(speech, 'balance', 'history') },
    ),
  }));
}

/** What auto-recharge did about it, or why it did nothing. */
function rechargeTexts(
  { clock }: VerbNeeds,
  speech: Speech,
  { before, wallet, currency }: { readonly before: Wallet; readonly wallet: Wallet; readonly currency: Currency },
): readonly string[] {
  const { rule, pool, memory } = wallet;
  const known = new Set(before.pool.lots.map(({ id }) => id));
  const added = pool.lots.filter(({ id, payment }) => payment !== null && !known.has(id));
  if (added.length > 0)
    return [
      speech.say('sandbox.recharged', { amount: speech.money(add(...added.map(({ amount }) => amount)), currency) }),
    ];
  const isLow = rule !== undefined && isAtTrigger(rule, balanceOf(pool, clock.now()));
  return isLow ? [whyText(speech, memory.lastReason, currency)] : [];
}

/** Sets up with what most begin with, so that there is something to see after one press. */
async function start(needs: VerbNeeds, turn: Turn): Promise<Reply> {
  const { speech } = turn;
  const read = await needs.ledger.read();
  if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
  const { drafts } = needs;
  const draft = await drafts.begin(newDraft(turn.id));
  if (read.value.wallet.terms === undefined || draft.step === 'review') {
    const form = { ...begun, timeZone: turn.localTimeZone ?? 'UTC' };
    const reviewed = await drafts.advance(draft, { step: 'review', way: 'order', form });
    if (reviewed !== undefined) await placeReviewed(needs, turn, reviewed, '');
    const placed = await drafts.read();
    if (placed?.step === 'credits') await drafts.advance(placed, { step: 'done' });
    await warnSetter(needs, turn);
  }
  return withAnyWallet(needs, turn, ({ wallet, terms }) => {
    const facts = {
      balance: speech.money(balanceNow(needs, wallet), terms.currency),
      rule: ruleText(speech, wallet.rule, terms),
    };
    const spent = { amount: speech.money(shownSpend, terms.currency) };
    return {
      card: notice(speech, speech.say('sandbox.title'), [speech.say('sandbox.started', facts)], {
        buttons: [
          button(speech.say('button.spend', spent), 'run', { text: 'sandbox spend 85' }, { style: 'positive' }),
          ...runButtons(speech, 'balance', 'setup'),
        ],
      }),
    };
  });
}

const shownSpend = 85 * microsPerUnit;

const begun: Omit<OrderForm, 'timeZone'> = {
  ...{ currency: 'USD', minimum: '', addFunds: '100', autoRecharge: 'true', rechargeWith: '50', trigger: '20' },
  ...{ cap: '150', payment: 'card:sandbox-card', purchaseOrder: '' },
};

/** With a reason every charge is declined for it; without one the card has expired. */
function decline(needs: VerbNeeds, turn: Turn, rest: string): Promise<Reply> {
  const declined = declineWith(needs, turn, rest);
  if (declined !== undefined) return declined;
  return withAnyWallet(needs, turn, async ({ terms }) => {
    const { speech } = turn;
    const isOff = ['off', '关', '关闭'].includes(rest.toLowerCase());
    if (isOff) await needs.controls.misbehave({ kind: 'as-usual' });
    const method: PaymentMethod = { kind: 'card', reference: isOff ? 'sandbox-card' : 'sandbox-expired' };
    const proposal = { kind: 'set-payment-method', id: await requestId(needs, turn, 'method'), method } as const;
    const answer = await needs.ledger.execute(proposal, turn.person.id ?? null);
    if (!answer.ok) return orAskApproval(needs, turn, { proposal, refusal: answer.refusal, currency: terms.currency });
    return say(turn, speech.say(isOff ? 'sandbox.accepting' : 'sandbox.declining'));
  });
}

const longest = 366 * dayMs;

function advance(needs: VerbNeeds, turn: Turn, rest: string): Promise<Reply> {
  return withAnyWallet(needs, turn, async found => {
    const { speech } = turn;
    const parts = /^(\d{1,4})\s*(hours?|h|小时|days?|d|天)?$/i.exec(rest);
    const unit = /^(h|小时)/i.test(parts?.[2] ?? '') ? hourMs : dayMs;
    const byMs = Number(parts?.[1] ?? 0) * unit;
    if (byMs < hourMs || byMs > longest) return say(turn, speech.say('sandbox.tooFar'));
    await advanceBy(needs, turn, byMs, found);
    return withAnyWallet(needs, turn, async ({ wallet, terms }) =>
      say(
        turn,
        speech.say('sandbox.advanced', {
          date: speech.dateTime(needs.clock.now()),
          balance: speech.money(balanceNow(needs, wallet), terms.currency),
        }),
      ),
    );
  });
}

/** Moves the clock from one due instant to the next and catches up at each, so that nothing is skipped (L13). Asked again, goes on. */
async function advanceBy(needs: VerbNeeds, turn: Turn, byMs: number, found: OpenWallet): Promise<void> {
  const { ledger, clock } = needs;
  const idOf = (step: number): Promise<string> => requestId(needs, turn, 'clock', `-${step}`);
  const begun = await ledger.entry(await idOf(1));
  const until = (begun?.recordedAt ?? clock.now()) + byMs;
  let { wallet } = found;
  for (let step = 1; clock.now() < until; step += 1) {
    const id = await idOf(step);
    if ((await ledger.entry(id)) !== undefined) continue;
    const now = clock.now();
    const toNext = Math.min(nextDue(wallet, now) ?? until, until) - now;
    const moved = await ledger.execute({ kind: 'move-clock', id, byMs: toNext }, turn.person.id ?? null);
    if (!moved.ok || toNext <= 0) return;
    const caughtUp = await requestId(needs, turn, 'caught-up', `-${step}`);
    const caught = await ledger.execute({ kind: 'catch-up', id: caughtUp }, null);
    if (!caught.ok) return;
    await needs.charges.idle();
    // A charge may have been declined meanwhile: its retry is the next due instant.
    const read = await ledger.read();
    if (!read.ok) return;
    ({ wallet } = read.value);
  }
}

async function reset(needs: VerbNeeds, turn: Turn): Promise<Reply> {
  const { speech } = turn;
  await needs.charges.idle();
  await needs.ledger.startAnew();
  await needs.drafts.restart(turn.id);
  await needs.settings.reset();
  await needs.budgets.reset();
  await needs.logCursors.reset();
  await needs.digestNews.reset();
  await needs.controls.reset();
  return {
    card: notice(speech, speech.say('sandbox.title'), [speech.say('sandbox.reset')], {
      buttons: runButtons(speech, 'setup'),
    }),
  };
}

const balanceNow = ({ clock }: VerbNeeds, wallet: Wallet): number => balanceOf(wallet.pool, clock.now());

const say = ({ speech }: Turn, text: string): Promise<Reply> =>
  Promise.resolve({
    card: notice(speech, speech.say('sandbox.title'), [text], { buttons: runButtons(speech, 'balance') }),
  });
