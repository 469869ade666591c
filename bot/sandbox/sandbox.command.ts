import {
  balanceOf,
  dayMs,
  hourMs,
  neverOpens,
  parseAmount,
  type Instant,
  type PaymentMethod,
  type Wallet,
} from '../../core/index.ts';
import type { Reply, Turn } from '../app/app.ts';
import { importCalls } from '../usage/import-log.ts';
import type { SandboxControls } from '../ports/index.ts';
import { amountText, notice, refusalCard } from '../chat/refusal.view.ts';
import { runButtons } from '../chat/frame.view.ts';
import type { Command } from '../chat/command.ts';
import { withAnyWallet, type OpenWallet } from '../tenant/with-wallet.ts';

export const sandbox: Command = {
  name: 'sandbox',
  access: 'money',
  words: { en: ['sandbox'], zh: ['沙盒'] },
  about: 'help.sandbox',
  isSandboxOnly: true,
  run: async (turn, rest) => {
    const controls = turn.app.sandbox;
    if (controls === undefined) return say(turn, turn.speech.say('sandbox.only'));
    const parts = /^(?<verb>[a-z]+|\p{Script=Han}+)\s*(?<rest>.*)$/iu.exec(rest)?.groups;
    const verb = verbs[parts?.['verb']?.toLowerCase() ?? ''];
    if (verb === undefined) return say(turn, turn.speech.say('sandbox.usage'));
    return verb(turn, controls, parts?.['rest']?.trim() ?? '');
  },
};

type SandboxVerb = (turn: Turn, controls: SandboxControls, rest: string) => Promise<Reply>;

const verbs: Record<string, SandboxVerb> = {
  spend,
  消费: spend,
  calls,
  通话: calls,
  decline,
  拒付: decline,
  advance,
  快进: advance,
  people,
  人数: people,
  throttle,
  限流: throttle,
  reset,
  重置: reset,
};

const mostPeople = 50_000;

/** Contoso with so many people, as slow to be given licences as a tenant of that size is. */
async function people(turn: Turn, controls: SandboxControls, rest: string): Promise<Reply> {
  const { speech } = turn;
  const count = /^\d{1,6}$/.test(rest) ? Number(rest) : 0;
  if (count < 25 || count > mostPeople)
    return say(turn, speech.say('sandbox.peopleUsage', { most: speech.number(mostPeople) }));
  await controls.become({ people: count });
  return say(turn, speech.say('sandbox.people', { count: speech.number(count) }));
}

/** Graph turns away so many percent of the requests from now on. */
async function throttle(turn: Turn, controls: SandboxControls, rest: string): Promise<Reply> {
  const { speech } = turn;
  const percent = /^\d{1,2}\s*%?$/.test(rest) ? Number.parseInt(rest, 10) : -1;
  if (percent < 0 || percent > 90) return say(turn, speech.say('sandbox.throttleUsage'));
  await controls.become({ throttled: percent });
  return say(turn, speech.say('sandbox.throttle', { percent }));
}

function spend(turn: Turn, controls: SandboxControls, rest: string): Promise<Reply> {
  return withAnyWallet(turn, async ({ terms }) => {
    const { app, speech } = turn;
    const amount = parseAmount(rest, terms.currency);
    if (!amount.ok) return say(turn, amountText(speech, amount.refusal, rest, terms.currency));
    const now = app.clock.now();
    await controls.makeCalls({ count: 3, total: amount.value, from: now, to: now });
    return afterCalls(turn, balance =>
      speech.say('sandbox.spent', { amount: speech.money(amount.value, terms.currency), balance }),
    );
  });
}

function calls(turn: Turn, controls: SandboxControls, rest: string): Promise<Reply> {
  return withAnyWallet(turn, async ({ terms }) => {
    const { app, speech } = turn;
    const count = /^\d{1,4}$/.test(rest) ? Number(rest) : 0;
    if (count < 1 || count > 5000) return say(turn, speech.say('sandbox.tooMany'));
    const now = app.clock.now();
    const before = await app.rows.totals(app.tenant);
    await controls.makeCalls({
      count,
      from: Math.max(terms.opensAt === neverOpens ? 0 : (terms.opensAt ?? 0), now - hourMs),
      to: now,
    });
    return afterCalls(turn, async balance => {
      const after = await app.rows.totals(app.tenant);
      return speech.say('sandbox.called', {
        count,
        amount: speech.money(after.drawn - before.drawn, terms.currency),
        balance,
      });
    });
  });
}

/** The calls arrive as they do in the cloud: through the call log. */
async function afterCalls(turn: Turn, text: (balance: string) => string | Promise<string>): Promise<Reply> {
  const { app, speech } = turn;
  const imported = await importCalls(app, turn.person.id ?? null);
  if (!imported.ok) return { card: refusalCard(speech, imported.refusal, 'USD') };
  await app.charges.idle();
  return withAnyWallet(turn, async ({ wallet, terms }) =>
    say(turn, await text(speech.money(balanceNow(turn, wallet), terms.currency))),
  );
}

function decline(turn: Turn, _controls: SandboxControls, rest: string): Promise<Reply> {
  return withAnyWallet(turn, async ({ terms }) => {
    const { app, speech } = turn;
    const isOff = ['off', '关', '关闭'].includes(rest.toLowerCase());
    const method: PaymentMethod = { kind: 'card', reference: isOff ? 'sandbox-card' : 'sandbox-expired' };
    const answer = await app.wallets.execute(
      app.tenant,
      { kind: 'set-payment-method', id: `method-${turn.id}`, method },
      turn.person.id ?? null,
    );
    if (!answer.ok) return { card: refusalCard(speech, answer.refusal, terms.currency) };
    return say(turn, speech.say(isOff ? 'sandbox.accepting' : 'sandbox.declining'));
  });
}

const longest = 366 * dayMs;

function advance(turn: Turn, _controls: SandboxControls, rest: string): Promise<Reply> {
  return withAnyWallet(turn, async found => {
    const { app, speech } = turn;
    const parts = /^(\d{1,4})\s*(hours?|h|小时|days?|d|天)?$/i.exec(rest);
    const unit = /^(h|小时)/i.test(parts?.[2] ?? '') ? hourMs : dayMs;
    const byMs = Number(parts?.[1] ?? 0) * unit;
    if (byMs < hourMs || byMs > longest) return say(turn, speech.say('sandbox.tooFar'));
    await advanceTo(turn, app.clock.now() + byMs, found);
    return withAnyWallet(turn, async ({ wallet, terms }) =>
      say(
        turn,
        speech.say('sandbox.advanced', {
          date: speech.dateTime(app.clock.now()),
          balance: speech.money(balanceNow(turn, wallet), terms.currency),
        }),
      ),
    );
  });
}

/** Time moves from one due instant to the next, and what is due there happens, so that nothing is skipped (SPEC L13). */
async function advanceTo(turn: Turn, until: Instant, found: OpenWallet): Promise<void> {
  const { app } = turn;
  let { wallet } = found;
  for (let step = 1; app.clock.now() < until; step += 1) {
    const now = app.clock.now();
    const byMs = (nextDue(wallet, now, until) ?? until) - now;
    const moved = await app.wallets.execute(
      app.tenant,
      { kind: 'move-clock', id: `clock-${turn.id}-${step}`, byMs },
      turn.person.id ?? null,
    );
    if (!moved.ok || byMs <= 0) return;
    const caught = await app.wallets.execute(
      app.tenant,
      { kind: 'catch-up', id: `caught-up-${turn.id}-${step}` },
      null,
    );
    if (!caught.ok) return;
    await app.charges.idle();
    // A charge may have been declined meanwhile: its retry is the next due instant.
    const read = await app.wallets.read(app.tenant);
    if (!read.ok) return;
    ({ wallet } = read.value);
  }
}

function nextDue(wallet: Wallet, now: Instant, until: Instant): Instant | undefined {
  const due = [wallet.memory.retryAt, wallet.memory.coolUntil, ...wallet.pool.lots.map(lot => lot.expiresAt)];
  return due.filter(at => at > now && at < until).toSorted((one, other) => one - other)[0];
}

async function reset(turn: Turn, controls: SandboxControls): Promise<Reply> {
  const { app, speech } = turn;
  await app.charges.idle();
  await app.wallets.startAnew(app.tenant);
  await app.drafts.restart(app.tenant, turn.id);
  await app.settings.reset(app.tenant);
  await controls.reset();
  return {
    card: notice(speech, speech.say('sandbox.title'), [speech.say('sandbox.reset')], {
      buttons: runButtons(speech, 'setup'),
    }),
  };
}

const balanceNow = (turn: Turn, wallet: Wallet): number => balanceOf(wallet.pool, turn.app.clock.now());

const say = ({ speech }: Turn, text: string): Promise<Reply> =>
  Promise.resolve({
    card: notice(speech, speech.say('sandbox.title'), [text], { buttons: runButtons(speech, 'balance') }),
  });
