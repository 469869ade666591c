import assert from 'node:assert/strict';
import {
  dayMs,
  hourMs,
  microsPerUnit,
  standingIn,
  verify,
  versionOf,
  type Instant,
  type Micros,
  type Payment,
  type Rule,
  type Wallet,
} from '../../../core/index.ts';
import { seeded } from '../../../bot/drivers/sandbox/random.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import type { Ledger, Request } from '../../../bot/wallets/ledger.ts';
import { at, someTerms } from '../../support/builders.ts';
import { MemoryDocuments } from '../../support/memory/documents.ts';
import { MemoryStore } from '../../support/memory/store.ts';
import { People } from './calls.ts';
import { judgeCalls } from './judge.ts';
import { Machine, PowerCut } from './machine.ts';
import { startedLedger } from './program.ts';

// A year of an organization whose credits Microsoft sells: its own auto-recharge adds or fails, admins order and buy as ordered, otherwise, by
// itself or not at all, say so late, twice or never, and the machine loses its power between any two steps.

/** A purchase as Microsoft made it, whoever knows of it. */
interface Real {
  readonly amount: Micros;
  readonly boughtAt: Instant;
  /** The order that it was made for; undefined for Microsoft's own recharge. */
  readonly order?: string;
}

/** What came of a year. */
export interface MirroredReport {
  readonly bought: number;
  readonly otherwise: number;
  readonly linked: number;
  readonly cancelled: number;
  readonly notCome: number;
  readonly reminded: number;
  readonly powerCuts: number;
}

/** Lives one year; throws where a purchase is lost or doubled, or a payment is left without an end. The same seed gives the same year. */
export async function mirroredYear(seed: number): Promise<MirroredReport> {
  const year = new MirroredYear(seed);
  await year.begin();
  await year.live();
  return year.judge();
}

const byMicrosoft = { kind: 'admin-centre' } as const;
const said = { reference: '', reportedBy: 'person' } as const;

class MirroredYear {
  readonly #random: () => number;
  readonly #people: People;
  readonly #store = new MemoryStore();
  readonly #documents = new MemoryDocuments();
  readonly #rule: Rule;
  #now: Instant = at('2026-01-10T08:00:00Z');
  #machine = new Machine();
  #ledger: Ledger;
  #keys = 0;
  /** Every purchase that Microsoft has made, and those that the book has been told of. */
  readonly #real: Real[] = [];
  readonly #told = new Set<Real>();
  /** Of each order, when somebody will really buy it; those that nobody ever buys are not among them. */
  readonly #intended = new Map<string, { readonly at: Instant; readonly amount: Micros }>();
  /** Whether the real balance has been above the trigger since Microsoft last added. */
  #isArmed = true;
  #powerCuts = 0;
  #reminded = 0;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#people = new People(this.#random);
    this.#rule = { isOn: true, rechargeWith: this.#units(50, 100), trigger: this.#units(10, 60), monthlyCap: null };
    this.#ledger = this.#started();
  }

  async begin(): Promise<void> {
    await this.#do({
      kind: 'open-wallet',
      id: 'open',
      terms: { ...someTerms, mode: 'mirror', opensAt: this.#now - dayMs },
    });
    await this.#do({ kind: 'set-payment-method', id: 'method', method: byMicrosoft });
    await this.#do({ kind: 'set-rule', id: 'rule', rule: this.#rule });
    const first = { amount: this.#units(100, 300), boughtAt: this.#now };
    this.#real.push(first);
    await this.#buy(first);
  }

  async live(): Promise<void> {
    // Within the twelve months of the first purchase: what expires is another law's.
    const end = this.#now + 300 * dayMs;
    while (this.#now < end) {
      this.#now += Math.floor((0.5 + this.#random() * 12) * hourMs);
      this.#people.call(this.#now, this.#units(1, 12));
      this.#microsoftAdds();
      this.#somebodyBuys();
      if (this.#dice(0.05)) this.#machine.dieIn(Math.floor(this.#random() * 5));
      await this.#surviving(() => this.#orders());
      await this.#surviving(() => this.#says());
      await this.#surviving(() => this.#upkeep());
      const standing = standingIn(await this.#wallet(), this.#now);
      if (standing.some(({ alert }) => alert.kind === 'order-unconfirmed')) this.#reminded += 1;
    }
    await this.#comeToRest();
  }

  /** Everybody says what they know, and waits. */
  async #comeToRest(): Promise<void> {
    this.#machine = new Machine();
    this.#ledger = this.#started();
    for (let days = 0; days < 40; days += 1) {
      this.#now += dayMs;
      this.#somebodyBuys();
      await this.#upkeep();
      for (const real of this.#untold()) await this.#confirm(real);
      for (const { payment } of (await this.#wallet()).openPayments)
        if (payment.purpose === 'order' && !this.#intended.has(payment.key)) await this.#cancel(payment);
    }
  }

  async judge(): Promise<MirroredReport> {
    const wallet = await this.#wallet();
    const entries = await this.#store.entriesAfter(0);
    const verified = verify(entries, sha256);
    assert.ok(verified.ok, JSON.stringify(verified));
    const known = wallet.pool.lots.filter(({ invoice }) => invoice !== null);
    const named = (all: readonly Pick<Real, 'amount' | 'boughtAt'>[]): readonly string[] =>
      all.map(({ amount, boughtAt }) => `${amount} at ${boughtAt}`).toSorted();
    assert.deepEqual(named(known), named(this.#real), 'a purchase is lost or doubled');
    const open = wallet.openPayments.filter(({ payment }) => payment.requestedAt < this.#now - 8 * dayMs);
    assert.deepEqual(open, [], 'a payment was left open');
    judgeCalls({ wallet, entries, standing: [...this.#people.standing.values()], now: this.#now });
    const count = (isOne: (entry: (typeof entries)[number]) => boolean): number => entries.filter(isOne).length;
    return {
      bought: this.#real.length,
      otherwise: count(({ kind, facts }) => kind === 'payment-settled' && facts.asBought === true),
      linked: count(({ kind }) => kind === 'payment-linked'),
      cancelled: count(({ kind, facts }) => kind === 'payment-cancelled' && facts.reason === 'not-bought'),
      notCome: count(({ kind, facts }) => kind === 'payment-cancelled' && facts.reason === 'not-confirmed'),
      reminded: this.#reminded,
      powerCuts: this.#powerCuts,
    };
  }

  /** Microsoft adds once a crossing, if its charge succeeds. It sees calls before the log tells of them: what must hold is the same. */
  #microsoftAdds(): void {
    const spent = [...this.#people.standing.values()].reduce((sum, { charge }) => sum + charge, 0);
    const balance = this.#real.reduce((sum, { amount }) => sum + amount, 0) - spent;
    if (balance >= this.#rule.trigger) this.#isArmed = true;
    else if (this.#isArmed) {
      this.#isArmed = false;
      if (this.#dice(0.75)) this.#real.push({ amount: this.#rule.rechargeWith, boughtAt: this.#now });
    }
  }

  #somebodyBuys(): void {
    for (const [order, { at: boughtAt, amount }] of this.#intended) {
      if (boughtAt > this.#now) continue;
      this.#intended.delete(order);
      this.#real.push({ amount, boughtAt, order });
    }
  }

  async #orders(): Promise<void> {
    if (!this.#dice(0.03)) return;
    const id = this.#key();
    const amount = this.#units(50, 150);
    const intent = this.#random();
    const bought = intent < 0.6 ? amount : this.#units(50, 250);
    if (intent < 0.8)
      this.#intended.set(id, { at: this.#now + Math.floor(this.#random() * 20 * dayMs), amount: bought });
    await this.#twice({ kind: 'order', id, amount, method: byMicrosoft, isBesideOpen: true });
  }

  /** Now and then somebody looks at the admin center and says what is there, or what is not. */
  async #says(): Promise<void> {
    if (!this.#dice(0.08)) return;
    const untold = this.#untold();
    if (untold.length > 0) await this.#confirm(this.#pick(untold));
    const never = (await this.#wallet()).openPayments.find(
      ({ payment: { key } }) => !this.#intended.has(key) && !this.#real.some(({ order }) => order === key),
    );
    if (never !== undefined && this.#dice(0.3)) await this.#cancel(never.payment);
  }

  /** Says that it was bought, as the order or the recharge that it was; or records it by itself, and then finds the order. */
  async #confirm(real: Real): Promise<void> {
    const { openPayments, declined } = await this.#wallet();
    const [open, over] = [openPayments, declined].map(all => all.map(({ payment }) => payment));
    const asked = [...(open ?? []), ...(over ?? [])].find(({ key, purpose }) =>
      real.order === undefined ? purpose === 'recharge' : key === real.order,
    );
    if (asked === undefined || this.#dice(0.3)) {
      const invoice = await this.#buy(real);
      if (asked !== undefined && this.#dice(0.7))
        await this.#twice({ kind: 'link', id: this.#key(), key: asked.key, invoice });
      // Who has seen it in the book does not say it again: the order was not bought beside it.
      else if (asked !== undefined) await this.#cancel(asked);
      return;
    }
    const { amount, boughtAt } = real;
    await this.#twice({ kind: 'settle', id: this.#key(), key: asked.key, ...said, asBought: { amount, boughtAt } });
    this.#told.add(real);
  }

  async #buy(real: Real): Promise<number> {
    const { amount, boughtAt } = real;
    await this.#twice({ kind: 'buy', id: this.#key(), amount, boughtAt, reference: '' });
    this.#told.add(real);
    return (await this.#wallet()).invoices;
  }

  #cancel({ key }: Payment): Promise<void> {
    return this.#twice({ kind: 'cancel', id: this.#key(), key });
  }

  readonly #untold = (): readonly Real[] => this.#real.filter(real => !this.#told.has(real));

  async #upkeep(): Promise<void> {
    const rows = this.#people.reported(this.#now);
    if (rows.length > 0) {
      try {
        await this.#do({ kind: 'draw', id: this.#key(), rows });
        this.#people.taken(rows);
      } catch (error) {
        // Only the store knows whether they were imported before the power cut; they are reported again in any case.
        const { byId } = await this.#store.known({ ids: rows.map(({ id }) => id), lookAlikes: [] });
        if (rows.every(row => byId.get(row.id)?.versions.includes(versionOf(row, sha256)))) this.#people.taken(rows);
        this.#people.again(rows, this.#now);
        throw error;
      }
    }
    await this.#do({ kind: 'catch-up', id: this.#key() });
  }

  /** What somebody presses is pressed again under its id, whatever became of it: once they saw nothing, sometimes though they did. */
  async #twice(request: Request): Promise<void> {
    try {
      await this.#do(request);
      if (this.#dice(0.9)) return;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.#restart();
    }
    await this.#do(request);
  }

  async #do(request: Request): Promise<void> {
    await this.#ledger.execute(request, null);
    if (this.#machine.isDead) throw new PowerCut('the power is gone');
  }

  async #surviving(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
    if (this.#machine.isDead) this.#restart();
  }

  #restart(): void {
    this.#powerCuts += 1;
    this.#machine = new Machine();
    this.#ledger = this.#started();
  }

  #started(): Ledger {
    return startedLedger({
      ...{ journal: this.#machine.journal(this.#store), rows: this.#store, documents: this.#documents },
      ...{ shown: () => this.#now, elapsed: () => this.#now },
    }).ledger;
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
    return from[Math.floor(this.#random() * from.length)]!;
  }

  #units(from: number, to: number): Micros {
    return (from + Math.floor(this.#random() * (to - from))) * microsPerUnit;
  }
}
