import assert from 'node:assert/strict';
import {
  balanceOf,
  dayMs,
  emptyWallet,
  evaluate,
  evolve,
  hourMs,
  microsPerUnit,
  verify,
  versionOf,
  type CallRow,
  type Instant,
  type Micros,
  type Wallet,
} from '../../../core/index.ts';
import { Charges } from '../../../bot/funds/charges.ts';
import { PaymentEvents } from '../../../bot/funds/payment-events.ts';
import { MemoryDocuments } from '../../support/memory/documents.ts';
import { MemoryStore } from '../../support/memory/store.ts';
import { seeded } from '../../../bot/drivers/sandbox/random.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import { keyAtGateway, type Transaction, type Journal } from '../../../bot/ports/index.ts';
import type { CommandResult, Ledger, Request } from '../../../bot/wallets/ledger.ts';
import { at, card, someTerms } from '../../support/builders.ts';
import { People } from './calls.ts';
import { FlakyGateway, type Charged } from './gateway.ts';
import { judgeCalls, judgeCap, judgeMoney, judgeRest } from './judge.ts';
import { Machine, PowerCut } from './machine.ts';
import { startedLedger } from './program.ts';
import { seenAtBank } from './seen-at-bank.ts';
import { anyRule, anyUnits } from './any-rule.ts';
import { aboutApproval } from './second-persons.ts';
import { announced, Watch } from './watch.ts';
import { countsOf, noEntries, type YearReport } from './year-report.ts';

// A year of a wallet, driven by one seed: the bot's own Ledger and Charges on a store in memory, with people who call, a log that is
// late, a gateway that fails in every way, a clock that jumps, and a machine that loses its power between any two steps.

const timeZone = 'Europe/Berlin';
const backup = { kind: 'card', reference: 'backup' } as const;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Simulates one year; throws if something went wrong. The same seed gives the same year. */
export async function liveYear(seed: number): Promise<YearReport> {
  const year = new Year(seed);
  await year.begin();
  await year.live();
  await year.comeToRest();
  return year.judge();
}

class Year {
  readonly #random: () => number;
  readonly #store = new MemoryStore();
  readonly #gateway: FlakyGateway;
  readonly #people: People;
  readonly #watch = new Watch();
  readonly #expected: string[] = [];
  /** Charges whose overturned outcome the program has not taken yet. */
  readonly #untold = new Set<Charged>();
  #now: Instant = at('2026-01-10T08:00:00Z');
  /** How wrong the clock is at the moment. */
  #skewMs = 0;
  readonly #documents = new MemoryDocuments();
  #machine = new Machine();
  #ledger!: Ledger;
  #charges!: Charges;
  #underWay: Promise<void>[] = [];
  #keys = 0;
  #counts = { powerCuts: 0, refusedByClock: 0, paidLater: 0, overturned: 0, byPerson: 0, ...noEntries };
  #cap: Micros | null = null;
  #folded: Wallet = emptyWallet;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#gateway = new FlakyGateway(this.#random, () => this.#now);
    this.#people = new People(this.#random);
    this.#boot();
  }

  async begin(): Promise<void> {
    const terms = { ...someTerms, timeZone, opensAt: this.#now - dayMs };
    await this.#do({ kind: 'open-wallet', id: 'open', terms });
    await this.#do({ kind: 'set-payment-method', id: 'method', method: card });
    this.#cap = this.#dice(0.5) ? null : this.#units(200, 600);
    await this.#setRule();
    if (this.#dice(0.5)) await this.#do({ kind: 'set-backup-method', id: 'backup', method: backup });
    if (this.#dice(0.5)) await this.#do({ kind: 'set-approval-limit', id: 'limit', limit: 100 * microsPerUnit });
    await this.#do({
      kind: 'buy',
      id: 'first',
      amount: this.#units(50, 200),
      boughtAt: this.#now - hourMs,
      reference: '',
    });
  }

  async live(): Promise<void> {
    const end = this.#now + 365 * dayMs;
    const most = this.#units(5, 60);
    while (this.#now < end) {
      // Mostly a few hours; now and then the machine was off for days.
      this.#now += this.#dice(0.02)
        ? Math.floor(this.#random() * 20 * dayMs)
        : Math.floor((0.5 + this.#random() * 12) * hourMs);
      this.#skewMs = this.#dice(0.02) ? this.#pick([-3 * hourMs, -7 * 60_000, 500 * dayMs]) : 0;
      this.#people.call(this.#now, most);
      if (this.#dice(0.05)) this.#machine.dieIn(Math.floor(this.#random() * 6));
      await this.#surviving(() => this.#somebodyActs());
      await this.#surviving(() => this.#import());
      await this.#surviving(() => this.#upkeep());
    }
  }

  /** Nothing fails any more, and nothing new happens: every recharge must come to an end, or be explained. */
  async comeToRest(): Promise<void> {
    this.#gateway.isHealthy = true;
    this.#skewMs = 0;
    this.#machine = new Machine();
    this.#boot();
    for (let hours = 0; hours < 24 * 40; hours += 6) {
      this.#now += 6 * hourMs;
      for (const charged of this.#untold) await this.#tell(charged);
      await this.#import();
      await this.#upkeep();
      await this.#resolveUnknown();
    }
    // What the last rows asked for may still be cooling down, and a new month may allow more.
    for (let times = 0; times < 10; times += 1) {
      this.#now += 2 * hourMs;
      await this.#upkeep();
      if (evaluate(await this.#wallet(), this.#now).why.reason !== 'cooling-down') break;
    }
    assert.ok(this.#people.areQuiet, 'rows are left');
  }

  async judge(): Promise<YearReport> {
    const wallet = await this.#wallet();
    const entries = await this.#store.entriesAfter(0);
    const verified = verify(entries, sha256);
    assert.ok(verified.ok, JSON.stringify(verified));
    assert.deepEqual(verified.value, wallet, 'replaying gives another wallet');
    const standing = [...this.#people.standing.values()];
    const lived = { wallet, entries, standing, gateway: this.#gateway, now: this.#now };
    judgeMoney(lived);
    judgeCalls(lived);
    judgeCap(lived, timeZone, this.#cap);
    judgeRest(lived);

    const charged = [...this.#gateway.charged.values()];
    const settled = charged.filter(({ result }) => result === 'settled');
    return {
      ...this.#counts,
      otherAmount: entries.filter(({ kind, facts }) => kind === 'payment-settled' && facts.asBought === true).length,
      otherCurrency: settled.filter(({ currency }) => currency !== someTerms.currency).length,
      unattended: charged.filter(({ result }) => result === 'refused-unattended').length,
      entries: entries.length,
      head: entries.at(-1)?.hash ?? '',
      calls: standing.length,
      charges: charged.length,
      alerts: this.#store.waiting().length,
      approved: entries.filter(({ kind }) => kind === 'approval-granted').length,
    };
  }

  async #somebodyActs(): Promise<void> {
    const dice = this.#random();
    if (dice < 0.01) await this.#setRule();
    else if (dice < 0.02) await this.#do({ kind: 'set-payment-method', id: this.#key(), method: card });
    else if (dice < 0.04)
      await this.#do({
        kind: 'order',
        id: this.#key(),
        amount: this.#units(50, 150),
        method: card,
        isBesideOpen: true,
      });
    else if (dice < 0.05)
      await this.#do({
        kind: 'buy',
        id: this.#key(),
        amount: this.#units(1, 90),
        boughtAt: this.#now - Math.floor(this.#random() * 30 * dayMs),
        reference: '',
      });
    else if (dice < 0.0525) await this.#refund();
    else if (dice < 0.055) await this.#reverseRefund();
    else if (dice < 0.06) {
      const wallet = await this.#wallet();
      const stated = Math.max(0, balanceOf(wallet.pool, this.#now) + this.#units(0, 20) - this.#units(0, 20));
      await this.#do({ kind: 'reconcile', id: this.#key(), statedAt: this.#now, stated });
    } else if (dice < 0.09) await this.#gatewaySpeaksAgain();
    else if (dice < 0.12) await this.#resolveUnknown();
    else if (dice < 0.2) await this.#do(aboutApproval(await this.#wallet(), { random: this.#random, id: this.#key() }));
  }

  async #refund(): Promise<void> {
    const { invoices } = await this.#wallet();
    const invoice = 1 + Math.floor(this.#random() * invoices);
    await this.#do({ kind: 'refund', id: this.#key(), invoice, amount: this.#units(1, 20) });
  }

  /** The last refund was a mistake: a person's word, which no gateway knows of. */
  async #reverseRefund(): Promise<void> {
    const { reductions } = (await this.#wallet()).pool;
    const last = reductions.findLast(({ kind, isReversed }) => kind === 'refund' && isReversed !== true);
    if (last !== undefined) await this.#do({ kind: 'reverse', id: this.#key(), what: { kind: 'return', id: last.id } });
  }

  /** The same outcome again, the same under another id, or an overturned one: one charge is one lot in any case. */
  async #gatewaySpeaksAgain(): Promise<void> {
    if (this.#gateway.charged.size === 0) return;
    const charged = this.#pick([...this.#gateway.charged.values()]);
    if (!this.#gateway.knows(charged)) return;
    const { key, result } = charged;
    const { declined, pool } = await this.#wallet();
    const isDeclined = declined.some(({ payment }) => payment.key === key);
    const hasLot = pool.lots.some(({ payment }) => payment === key);
    if (hasLot && this.#dice(charged.isTakenBack ? 0.5 : 0.1)) this.#disputed(charged);
    else if (result === 'needs-card-holder' && this.#dice(0.6)) this.#settleAfterAll(charged, 'paidLater');
    else if (!['settled', 'refused-unattended'].includes(result) && isDeclined && this.#dice(0.2))
      this.#settleAfterAll(charged, 'overturned');
    await this.#tell(charged);
  }

  /** The card holder has agreed meanwhile, or the bank has changed its mind: events say so until they are taken. */
  #settleAfterAll(charged: Charged, how: 'paidLater' | 'overturned'): void {
    this.#gateway.pay(charged);
    this.#untold.add(charged);
    this.#counts[how] += 1;
  }

  /** Whoever holds the card disputes what was paid, or the dispute is won. */
  #disputed(charged: Charged): void {
    charged.isTakenBack = !charged.isTakenBack;
    charged.takenBack += Number(charged.isTakenBack);
    charged.result = charged.isTakenBack ? 'declined' : 'settled';
    this.#untold.add(charged);
  }

  /** Gateways repeat what was not taken, and now and then what was; nobody else is believed. */
  async #tell(charged: Charged): Promise<void> {
    assert.equal(await this.#gateway.tell(charged, 'signed by somebody else'), 'refused');
    const { key, result, currency } = charged;
    if ((await this.#gateway.tell(charged)) === 'taken') {
      this.#untold.delete(charged);
      const again = { kind: 'settle', id: `again-${this.#key()}`, key, reference: '', reportedBy: 'gateway' } as const;
      if (result === 'settled' && currency === someTerms.currency) await this.#do(again);
    }
    await this.#gateway.tell(charged);
    await this.#settleDown();
  }

  /** A person looks at the bank's statement, and says what really came of a payment that nobody knows the outcome of. */
  async #resolveUnknown(): Promise<void> {
    const wallet = await this.#wallet();
    for (const { payment, isUnknown } of wallet.openPayments) {
      if (!isUnknown) continue;
      const charged = this.#gateway.charged.get(keyAtGateway(payment));
      if (charged !== undefined && !this.#gateway.knows(charged)) continue;
      const told = await this.#do(seenAtBank(payment, charged, { wallet, now: this.#now + this.#skewMs }));
      if (told.ok) this.#counts.byPerson += 1;
    }
  }

  async #setRule(): Promise<void> {
    await this.#do({ kind: 'set-rule', id: this.#key(), rule: anyRule(this.#random, this.#cap) });
    const thresholds = this.#dice(0.5) ? [this.#units(1, 150), this.#units(1, 150)] : [];
    if (this.#dice(0.3)) await this.#do({ kind: 'set-thresholds', id: this.#key(), thresholds });
  }

  async #import(): Promise<void> {
    const rows = this.#people.reported(this.#now + this.#skewMs);
    for (let from = 0; from < rows.length;) {
      const page = rows.slice(from, (from += 1 + Math.floor(this.#random() * 40)));
      await this.#draw(page);
    }
  }

  async #draw(page: readonly CallRow[]): Promise<void> {
    try {
      const drawn = await this.#do({ kind: 'draw', id: this.#key(), rows: page });
      // With a clock that is behind, a row seems to be in the future: it is reported again, as with the log's overlap.
      const left = drawn.ok ? drawn.value.rejected.map(({ index }) => index) : page.map((_, index) => index);
      this.#people.taken(page.filter((_, index) => !left.includes(index)));
      this.#people.again(
        page.filter((_, index) => left.includes(index)),
        this.#now,
      );
    } catch (error) {
      // Only the store knows whether the page was imported before the power cut; it is reported again in any case.
      const { byId } = await this.#store.known({ ids: page.map(({ id }) => id), lookAlikes: [] });
      if (page.every(row => byId.get(row.id)?.versions.includes(versionOf(row, sha256)))) this.#people.taken(page);
      this.#people.again(page, this.#now);
      throw error;
    }
  }

  async #upkeep(): Promise<void> {
    await this.#do({ kind: 'catch-up', id: this.#key() });
    await this.#charges.resume();
    await this.#settleDown();
  }

  async #do(request: Request): Promise<CommandResult> {
    const answer = await this.#ledger.execute(request, null);
    await this.#settleDown();
    if (!answer.ok && answer.refusal.kind === 'clock-jumped') this.#counts.refusedByClock += 1;
    return answer;
  }

  async #settleDown(): Promise<void> {
    while (this.#underWay.length > 0) await Promise.all(this.#underWay.splice(0));
    if (this.#machine.isDead) throw new PowerCut('the power is gone');
  }

  async #surviving(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
    if (!this.#machine.isDead) return;
    this.#counts.powerCuts += 1;
    this.#machine = new Machine();
    this.#boot();
    await this.#charges.resume();
    await this.#settleDown();
  }

  /** The program starts, and knows only what is in the store. */
  #boot(): void {
    this.#underWay = [];
    const { ledger, clock } = startedLedger({
      ...{ journal: this.#machine.journal(this.#watched(this.#store)), rows: this.#store, documents: this.#documents },
      ...{ shown: () => this.#now + this.#skewMs, elapsed: () => this.#now },
    });
    const charges = new Charges({ payments: this.#machine.payments(this.#gateway), ledger, clock, log: silent });
    ledger.onCommit(({ effects }) => {
      for (const effect of effects) if (effect.kind === 'charge') this.#underWay.push(charges.start(effect.payment));
    });
    const events = new PaymentEvents({ payments: this.#gateway, ledger, charges, log: silent });
    this.#gateway.bring = notice => events.take(notice);
    this.#ledger = ledger;
    this.#charges = charges;
  }

  /** Checks each append: the alerts announced with it, and that one automatic charge at most is open. */
  #watched(store: MemoryStore): Journal {
    return {
      entriesAfter: (seq, limit) => store.entriesAfter(seq, limit),
      entriesAt: seqs => store.entriesAt(seqs),
      entry: id => store.entry(id),
      actorsOf: seqs => store.actorsOf(seqs),
      head: () => store.head(),
      startAnew: () => store.startAnew(),
      append: async (after, batch: Transaction) => {
        const appended = await store.append(after, batch);
        if (appended === 'moved-on') return appended;
        for (const counted of batch.entries.flatMap(countsOf)) this.#counts[counted] += 1;
        const wallet = batch.entries.reduce(evolve, this.#folded);
        this.#folded = wallet;
        const open = wallet.openPayments.filter(({ payment, reopened }) => payment.purpose === 'recharge' && !reopened);
        assert.ok(open.length <= 1, `open: ${open.map(({ payment }) => payment.key).join(', ')}`);
        const due = this.#watch.expected(wallet, batch.entries);
        this.#expected.push(...due);
        assert.deepEqual(announced(batch.alerts).toSorted(), due.toSorted(), 'alerts differ from crossings');
        return appended;
      },
    };
  }

  async #wallet(): Promise<Wallet> {
    const read = await this.#ledger.read();
    assert.ok(read.ok, 'the journal is damaged');
    return read.value.wallet;
  }

  #key(): string {
    this.#keys += 1;
    return `step-${this.#keys}`;
  }

  #dice(chance: number): boolean {
    return this.#random() < chance;
  }

  #pick<Each>(from: readonly Each[]): Each {
    const one = from[Math.floor(this.#random() * from.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  #units(from: number, to: number): Micros {
    return anyUnits(this.#random, from, to);
  }
}
