import assert from 'node:assert/strict';
import { FollowedMatters } from '../../../bot/alerts/followed-matters.ts';
import { seeded } from '../../../bot/drivers/sandbox/random.ts';
import type { MattersChange } from '../../../bot/ports/index.ts';
import {
  acknowledged,
  Activity,
  asksFor,
  balanceOf,
  dayMs,
  hourMs,
  microsPerUnit,
  minuteMs,
  ok,
  secondMs,
  snoozed,
  type Alert,
  type Instant,
  type Matter,
} from '../../../core/index.ts';
import { aCall, Bench, card, someTerms, type Asked } from '../../support/builders.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import type { Arrived, Fate } from '../../support/fake-chats.ts';
import { epoch } from '../../support/matter-histories.ts';
import { MemoryMatters } from '../../support/memory/matters.ts';
import { MemoryStore } from '../../support/memory/store.ts';

// A year of who is told what, driven by one seed: a wallet with auto-recharge whose gateway fails, a usage log that stalls, people who
// acknowledge and snooze, a program that dies, and Teams that fails with one message in twenty, in every way.

const failures: readonly Fate[] = ['busy', 'throttled', 'silent', 'unanswered', 'message-gone', 'nameless'];

export interface ToldYear {
  readonly matters: number;
  readonly posts: number;
  readonly edits: number;
  readonly failed: number;
  readonly deaths: number;
  /** What stood for a quarter of an hour and was not told, or is not shown as it is. */
  readonly lost: number;
  /** Posts of what had been posted, by whether the first one's id was known. */
  readonly twiceKnown: number;
  readonly twiceUnknown: number;
  /** From when people are called to when they are, in ms, of conversations without quiet hours. */
  readonly lateP50: number;
  readonly lateP99: number;
  readonly lateMost: number;
  /** Of the conversation that is told everything. */
  readonly postsAWeek: number;
  readonly editsAWeek: number;
}

/** What the simulated ledger announces is kept beside its matters. */
class AnnouncingMatters extends MemoryMatters {
  waiting: readonly Alert[] = [];

  override announced(): Promise<readonly Alert[]> {
    return Promise.resolve(this.waiting);
  }

  override async write(change: MattersChange): Promise<'written' | 'moved-on'> {
    const written = await super.write(change);
    if (written === 'written') this.waiting = this.waiting.filter(({ id }) => !change.taken.includes(id));
    return written;
  }
}

/** Simulates one year; throws where something was lost or, with a known id, told twice. The same seed gives the same year. */
export async function toldYear(seed: number, days = 365): Promise<ToldYear> {
  const year = new Year(seed);
  year.begin();
  for (let hour = 0; hour < days * 24; hour += 1) await year.hour();
  const report = await year.report(days);
  assert.deepEqual([report.lost, report.twiceKnown], [0, 0]);
  return report;
}

class Year {
  readonly #random: () => number;
  readonly #matters = new AnnouncingMatters(new MemoryStore());
  readonly #world = new DeliveryWorld(this.#matters);
  readonly #bench = new Bench(epoch);
  /** By whom and of which calling: since when it stands. */
  readonly #standing = new Map<string, { readonly matter: Matter; readonly since: Instant; readonly to: string }>();
  readonly #late: number[] = [];
  #stalledUntil = 0;
  #calls = 0;
  #failed = 0;
  #deaths = 0;
  #lost = 0;

  constructor(seed: number) {
    this.#random = seeded(seed);
    const { clock, chats } = this.#world;
    this.#world.look = matters =>
      new FollowedMatters({
        matters,
        ledger: { read: () => Promise.resolve(ok({ wallet: this.#bench.wallet, history: new Activity() })) },
        clock,
        foreseen: () => Promise.resolve({ kinds: new Set(), stages: [] }),
        doubt: () => undefined,
        lateSince: () => Promise.resolve(undefined),
        escalatesAfterMs: () => Promise.resolve(30 * minuteMs),
      }).look();
    chats.fateOf = () => {
      if (!this.#dice(0.05)) return 'delivered';
      this.#failed += 1;
      return failures[Math.floor(this.#random() * failures.length)] ?? 'busy';
    };
    this.#world.add('general');
    this.#world.add('critical', { kinds: 'critical' });
    this.#world.add('payments', { kinds: ['recharge-failed', 'cap-reached', 'recharge-succeeded'] });
    this.#world.add('by day', { quietUntil: nights });
    this.#world.add('admin', {}, { isEscalation: true });
    this.#world.start();
  }

  begin(): void {
    this.#do({ kind: 'open-wallet', terms: { ...someTerms, mode: 'operate', opensAt: epoch } });
    this.#do({ kind: 'set-payment-method', method: card });
    const monthlyCap = this.#dice(0.5) ? units(600) : null;
    const rule = { isOn: true, trigger: units(60), rechargeWith: units(100), monthlyCap };
    this.#do({ kind: 'set-rule', rule });
    this.#do({ kind: 'buy', boughtAt: epoch, amount: units(200), reference: '' });
  }

  async hour(): Promise<void> {
    const end = this.#world.clock.now() + hourMs;
    this.#happen();
    await this.#until(Math.min(end, this.#world.clock.now() + 20 * minuteMs));
    await this.#people();
    this.#gateway();
    await this.#until(end);
  }

  async report(days: number): Promise<ToldYear> {
    this.#world.chats.fateOf = () => 'delivered';
    await this.#until(this.#world.clock.now() + 2 * dayMs);
    const matters = await this.#world.all();
    for (const matter of matters) if (this.#isShownOtherwise(matter)) this.#lost += 1;
    const { arrived } = this.#world.chats;
    const general = arrived.filter(({ conversation }) => conversation === 'general');
    const late = this.#late.toSorted((one, other) => one - other);
    const percentile = (part: number): number => late[Math.ceil(part * late.length) - 1] ?? 0;
    return {
      ...{ matters: matters.length, posts: arrived.filter(isPost).length, failed: this.#failed, deaths: this.#deaths },
      ...{ edits: arrived.length - arrived.filter(isPost).length, lost: this.#lost, ...this.#twice() },
      ...{ lateP50: percentile(0.5), lateP99: percentile(0.99), lateMost: percentile(1) },
      postsAWeek: (general.filter(isPost).length * 7) / days,
      editsAWeek: (general.filter(one => !isPost(one)).length * 7) / days,
    };
  }

  /** Calls are booked, the log stalls, time is caught up with. */
  #happen(): void {
    const now = this.#world.clock.now();
    if (this.#dice(0.002)) this.#stalledUntil = now + this.#random() * 30 * hourMs;
    const isWorking = new Date(now).getUTCHours() % 24 >= 8 && new Date(now).getUTCHours() < 18;
    const isImported = now >= this.#stalledUntil;
    if (isImported && isWorking && this.#dice(0.6)) {
      this.#calls += 1;
      const charge = units(Math.floor(this.#random() * 400)) / 100;
      this.#do({ kind: 'draw', rows: [aCall({ id: `call-${this.#calls}`, start: now - minuteMs, charge })] });
    }
    if (isImported) this.#do({ kind: 'note-import', completeAt: now });
    else this.#do({ kind: 'note-import', completeAt: this.#stalledUntil - 30 * hourMs });
    this.#do({ kind: 'catch-up' });
    const balance = balanceOf(this.#bench.wallet.pool, now);
    if (balance <= 0 && this.#dice(0.15)) this.#do({ kind: 'buy', boughtAt: now, amount: units(150), reference: '' });
  }

  /** What was ordered is charged, mostly. */
  #gateway(): void {
    for (const { payment, isUnknown } of this.#bench.wallet.openPayments) {
      const { key } = payment;
      if (isUnknown ? this.#dice(0.2) : this.#dice(0.7))
        this.#do({ kind: 'settle', key, reference: `charge ${key}`, reportedBy: 'gateway' });
      else if (!isUnknown && this.#dice(0.7)) this.#do({ kind: 'decline', key, reason: 'expired-card' });
      else if (!isUnknown) this.#do({ kind: 'leave-unknown', key });
    }
    if (this.#bench.wallet.memory.declinesInRow > 3 && this.#dice(0.1))
      this.#do({ kind: 'set-payment-method', method: card });
  }

  async #people(): Promise<void> {
    const open = (await this.#matters.current()).matters.filter(({ matter }) => matter.endedAt === undefined);
    const by = 'Megan';
    for (const { matter } of open)
      if (this.#dice(0.1)) await this.#world.change(matter.id, (one, at) => acknowledged(one, { by, at }));
      else if (this.#dice(0.03))
        await this.#world.change(matter.id, (one, at) => snoozed(one, { by, at, until: at + 4 * hourMs }));
  }

  /** Rounds every five seconds while there is anything to do, and every ten minutes otherwise; now and then the program dies. */
  async #until(end: Instant): Promise<void> {
    const { clock, programs } = this.#world;
    while (clock.now() < end) {
      const [program] = programs;
      if (program?.isDead === true) {
        this.#world.programs = [];
        programs.length = 0;
        programs.push(this.#world.start());
        this.#world.programs = programs;
        this.#deaths += 1;
      } else if (program !== undefined && this.#dice(0.002))
        program.diesAfter = program.calls + 1 + Math.floor(this.#random() * 30);
      programs[0]?.run();
      await settled();
      for (let steps = 0; clock.waiting > 0 && steps < 400; steps += 1) {
        clock.advance(250);
        await settled();
      }
      await this.#judge();
      const due = (await this.#matters.earliestDue()) ?? Infinity;
      clock.advance(Math.max(5 * secondMs, Math.min(10 * minuteMs, due - clock.now(), end - clock.now())));
    }
  }

  /** Notes what stands, and what went by without having been told. */
  async #judge(): Promise<void> {
    const now = this.#world.clock.now();
    const standing = new Map<string, Matter>();
    for (const { matter } of (await this.#matters.current()).matters)
      for (const [to, { route, isEscalation }] of this.#world.destinations) {
        if (isEscalation || matter.endedAt !== undefined || !asksFor(route, matter)) continue;
        if (to === 'by day' || matter.snoozed !== undefined) continue;
        standing.set(`${to} ${matter.id} ${matter.posting}`, matter);
      }
    for (const [name, matter] of standing)
      if (!this.#standing.has(name)) this.#standing.set(name, { matter, since: now, to: name.split(' ')[0] ?? '' });
    for (const [name, { matter, since, to }] of this.#standing) {
      const post = this.#world.chats
        .of(to, matter.id)
        .find(one => isPost(one) && postingOf(one, matter) >= matter.posting);
      if (post === undefined && standing.has(name)) continue;
      this.#standing.delete(name);
      if (post !== undefined) this.#late.push(Math.max(0, post.at - Math.max(matter.calledAt, matter.notBefore)));
      else if (now - since > 15 * minuteMs) this.#lost += 1;
    }
  }

  /** Whether a conversation that was told of it does not show how it is. */
  #isShownOtherwise(matter: Matter): boolean {
    const { chats, destinations } = this.#world;
    return [...destinations.keys()].some(to => {
      const told = chats.of(to, matter.id);
      const post = told.findLast(one => isPost(one) && chats.isKnown(one));
      const last = told.findLast(one => one.id === post?.id);
      const isDeleted = post !== undefined && last !== undefined && this.#deleted(to, last.id);
      return last !== undefined && !isDeleted && versionOf(last, matter) < matter.version;
    });
  }

  /** Teams said that the message is gone: nothing is written to it any more. */
  #deleted(to: string, id: string): boolean {
    return this.#world.chats.deleted.has(`${to} ${id}`);
  }

  #twice(): Pick<ToldYear, 'twiceKnown' | 'twiceUnknown'> {
    const first = new Map<string, Arrived>();
    let [twiceKnown, twiceUnknown] = [0, 0];
    for (const post of this.#world.chats.arrived.filter(isPost))
      for (const { matter } of post.message.shown) {
        const calling = `${post.conversation} ${matter.id} ${matter.posting}`;
        const before = first.get(calling);
        if (before !== undefined && this.#world.chats.isKnown(before)) twiceKnown += 1;
        else if (before !== undefined) twiceUnknown += 1;
        first.set(calling, post);
      }
    return { twiceKnown, twiceUnknown };
  }

  #do(asked: Asked): void {
    this.#bench.now = Math.max(this.#bench.now, this.#world.clock.now());
    const decision = this.#bench.do(asked);
    if (!decision.ok || decision.value.kind !== 'decided') return;
    const alerts = decision.value.effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert] : []));
    this.#matters.waiting = [...this.#matters.waiting, ...alerts];
  }

  #dice(chance: number): boolean {
    return this.#random() < chance;
  }
}

const units = (amount: number): number => amount * microsPerUnit;

const isPost = ({ message }: Arrived): boolean => message.activityId === undefined;

const shownIn = ({ message }: Arrived, { id }: Matter) => message.shown.find(one => one.matter.id === id)?.matter;
const postingOf = (one: Arrived, matter: Matter): number => shownIn(one, matter)?.posting ?? 0;
const versionOf = (one: Arrived, matter: Matter): number => shownIn(one, matter)?.version ?? 0;

/** Quiet from 18:00 to 8:00. */
function nights(at: Instant): Instant | undefined {
  const hour = new Date(at).getUTCHours();
  const eight = Math.floor(at / dayMs) * dayMs + 8 * hourMs;
  if (hour < 8) return eight;
  return hour < 18 ? undefined : eight + dayMs;
}

const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
