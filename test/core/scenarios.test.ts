import assert from 'node:assert/strict';
import {
  balanceAt,
  balanceOf,
  dayMs,
  decimal,
  expiryOf,
  hourMs,
  monthOf,
  overturnMs,
  parseAmount,
  parseDecimal,
  rest,
  statementOf,
  verify,
  writtenOff,
  type CallRow,
  type Effect,
  type Rule,
} from '../../core/index.ts';
import { MemoryStore } from '../support/memory/store.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { Ledger, type Request } from '../../bot/wallets/ledger.ts';
import { aCall, at, Bench, card, money, someTerms } from '../support/builders.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// The hardest scenarios that ledgers are known to fail at, by their number in the table of the README of core. Those that need a disk
// or a database are the stores'.

const rests = (bench: Bench): readonly number[] => bench.wallet.pool.lots.map(rest);
const balance = (bench: Bench): number => balanceOf(bench.wallet.pool, bench.now);
const charges = (effects: readonly Effect[]): readonly number[] =>
  effects.flatMap(effect => (effect.kind === 'charge' ? [effect.payment.amount] : []));
const alerts = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap(effect => (effect.kind === 'announce' ? [effect.alert.kind] : []));
const rule: Rule = { isOn: true, rechargeWith: money('$50'), trigger: money('$20'), monthlyCap: null };

function recharging(changes: Partial<Rule> = {}): Bench {
  const bench = Bench.opened();
  bench.buy('$100');
  bench.must({ kind: 'set-payment-method', method: card });
  bench.must({ kind: 'set-rule', rule: { ...rule, ...changes } });
  return bench;
}

describe('scenario 2, expiry to the millisecond, with nothing that ticks', () => {
  const bought = at('2026-01-01T00:00:00Z');
  const expires = at('2027-01-01T00:00:00Z');

  for (const [offset, left, owed] of [
    [-1, '$9', '$0'],
    [0, '$10', '$1'],
    [1, '$10', '$1'],
  ] as const) {
    it(`a call ${offset} ms from the expiry`, () => {
      const bench = Bench.opened({}, bought);
      bench.buy('$10');
      bench.now = expires + dayMs;
      // One command only: what has expired is written off by the very command that draws.
      bench.draw(aCall({ id: 'a', start: expires + offset }));
      assert.equal(bench.wallet.pool.owed, money(owed));
      assert.deepEqual(bench.wallet.pool.lots.map(writtenOff), [money(left)]);
    });
  }

  it('is read at the expiry before any writer ran', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    for (const read of [
      (instant: number) => balanceOf(bench.wallet.pool, instant),
      (instant: number) => balanceAt(bench.entries, { at: instant }),
    ])
      assert.deepEqual([expires - 1, expires, expires + 1].map(read), [money('$10'), 0, 0]);
  });

  it('two lots of one expiry go in the order of their purchase, and of one instant in the order of arrival', () => {
    const bench = Bench.opened({}, at('2024-02-29T12:00:00Z'));
    bench.buy('$10', at('2024-02-28T10:00:00Z'));
    bench.buy('$10', at('2024-02-29T10:00:00Z'));
    bench.buy('$10', at('2024-02-29T10:00:00Z'));
    assert.equal(new Set(bench.wallet.pool.lots.map(lot => lot.expiresAt)).size, 1);
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$15') }));
    assert.deepEqual(rests(bench), [0, money('$5'), money('$10')]);
  });

  it('a call that begins in the instant in which one lot ends and the next begins takes the next', () => {
    const bench = Bench.opened({}, bought);
    bench.buy('$10');
    bench.now = expires;
    bench.buy('$10');
    bench.draw(aCall({ id: 'a', start: expires, charge: money('$3') }));
    assert.deepEqual(rests(bench), [0, money('$7')]);
    assert.deepEqual(bench.wallet.pool.lots.map(writtenOff), [money('$10'), 0]);
  });

  it('a purchase that has expired already is recorded, and written off at once', () => {
    const bench = Bench.opened({}, at('2028-01-01T00:00:00Z'));
    bench.buy('$10', bought);
    assert.deepEqual([rests(bench), balance(bench)], [[0], 0]);
  });
});

describe('scenario 3, twelve months on the wall clock of the wallet’s zone', () => {
  for (const [zone, boughtAt, expiresAt] of [
    ['UTC', '2024-02-29T23:59:59.999Z', '2025-02-28T23:59:59.999Z'],
    ['America/New_York', '2025-03-09T06:30:00Z', '2026-03-09T05:30:00Z'],
    ['America/New_York', '2024-03-10T07:30:00Z', '2025-03-10T07:30:00Z'],
    ['Australia/Lord_Howe', '2025-10-04T15:45:00Z', '2026-10-04T15:45:00Z'],
    ['Asia/Kolkata', '2026-01-31T18:29:59.999Z', '2027-01-31T18:29:59.999Z'],
    ['Pacific/Apia', '2010-12-30T10:30:00Z', '2011-12-30T10:30:00Z'],
    ['Europe/London', '2024-10-27T00:30:00Z', '2025-10-27T01:30:00Z'],
  ] as const)
    it(`${boughtAt} in ${zone}`, () => assert.equal(expiryOf(at(boughtAt), zone), at(expiresAt)));

  it('the month of the cap, and of a statement, is the zone’s too', () =>
    assert.equal(monthOf(at('2026-10-31T23:30:00Z'), 'Europe/Berlin'), '2026-11'));
});

describe('scenario 7, the same request again', () => {
  const ports = (store: MemoryStore, clock: VirtualClock) => ({
    journal: store,
    rows: store,
    clock,
    hash: sha256,
    subscribers: () => Promise.resolve([]),
    carryOut: () => undefined,
  });
  const order: Request = { kind: 'order', id: 'order-1', amount: money('$50'), method: card, isBesideOpen: false };
  async function opened(store = new MemoryStore()) {
    const clock = new VirtualClock(at('2026-01-01T00:00:00Z'));
    const ledger = new Ledger(ports(store, clock));
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    return { store, clock, ledger };
  }

  it('fifty times at once: one entry, fifty times the same answer', async () => {
    const { store, ledger } = await opened();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ledger.execute(order, null)));
    assert.equal(new Set(answers.map(answer => JSON.stringify(answer.ok && answer.value.entry))).size, 1);
    assert.equal(answers.filter(answer => answer.ok && !answer.value.isRepeated).length, 1);
    assert.equal((await store.head()).seq, 2);
  });

  it('by two processes on one store: one of them is told the other’s answer', async () => {
    const { store, clock, ledger } = await opened();
    const other = new Ledger(ports(store, clock));
    const [one, two] = await Promise.all([ledger.execute(order, null), other.execute(order, null)]);
    assert.deepEqual(one.ok && one.value.entry, two.ok && two.value.entry);
    assert.equal((await store.head()).seq, 2);
  });

  it('thirteen months later: still the original answer; in another tenant: a request of its own', async () => {
    const { clock, ledger } = await opened();
    const first = await ledger.execute(order, null);
    for (let month = 0; month < 13; month += 1) {
      clock.advance(30 * dayMs);
      await ledger.execute({ kind: 'set-rule', id: `rule-${month}`, rule }, null);
    }
    const again = await ledger.execute(order, null);
    assert.deepEqual(again.ok && again.value.entry, first.ok && first.value.entry);
    const { ledger: other } = await opened();
    const elsewhere = await other.execute(order, null);
    assert.equal(elsewhere.ok && elsewhere.value.isRepeated, false);
  });

  it('after a refusal, or an outage, the id is free', async () => {
    const { store, ledger } = await opened();
    const small = await ledger.execute({ ...order, amount: money('$1') }, null);
    assert.equal(!small.ok && small.refusal.kind, 'below-minimum');
    const append = store.append.bind(store);
    store.append = () => Promise.reject(new Error('disk full'));
    await assert.rejects(ledger.execute(order, null), /disk full/);
    store.append = append;
    const done = await ledger.execute(order, null);
    assert.equal(done.ok && done.value.isRepeated, false);
  });
});

describe('scenario 8, a gateway that says everything twice and changes its mind', () => {
  const settle = (id = 'o/settled', reference = 'r') =>
    ({ kind: 'settle', id, key: 'o', reference, reportedBy: 'gateway' }) as const;
  const decline = { kind: 'decline', id: 'o/declined', key: 'o', reason: 'insufficient-funds' } as const;
  function ordered(): Bench {
    const bench = Bench.opened();
    bench.must({ kind: 'order', id: 'o', amount: money('$50'), method: card, isBesideOpen: false });
    return bench;
  }

  it('settled five times, and once under another name: one lot', () => {
    const bench = ordered();
    for (let time = 0; time < 5; time += 1) assert.ok(bench.do(settle()).ok);
    assert.equal(bench.refused(settle('event-77', 'r')).kind, 'no-such-payment');
    assert.deepEqual(rests(bench), [money('$50')]);
  });

  it('failed, then settled after all: the money is there, so the lot opens; a month later too', () => {
    const bench = ordered();
    bench.must(decline);
    bench.now += 30 * dayMs;
    bench.must(settle());
    assert.deepEqual([rests(bench), bench.wallet.invoices], [[money('$50')], 1]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('settled, then failed: a charge-back that is said, with what had been spent', () => {
    const bench = ordered();
    bench.must(settle());
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$30') }));
    const { entries, effects } = bench.must(decline);
    const [entry] = entries;
    assert.deepEqual(entry?.kind === 'credits-charged-back' && [entry.facts.amount, entry.facts.spent], [
      money('$50'),
      money('$30'),
    ]);
    assert.ok(alerts(effects).includes('recharge-failed'));
    assert.equal(balance(bench), -money('$30'));
    assert.equal(bench.do(decline).ok && balance(bench), -money('$30'));
    assert.equal(bench.refused({ ...decline, id: 'again' }).kind, 'no-such-payment');
  });

  it('a failure is forgotten after more than a year: then nobody can settle it', () => {
    const bench = ordered();
    bench.must(decline);
    bench.now += overturnMs / 2;
    bench.must({ kind: 'catch-up' });
    bench.must({ kind: 'order', id: 'p', amount: money('$50'), method: card, isBesideOpen: false });
    bench.now += overturnMs / 2 + dayMs;
    bench.must({ ...decline, id: 'p/declined', key: 'p' });
    assert.equal(bench.refused(settle()).kind, 'no-such-payment');
  });
});

describe('scenarios 9 and 10, storms', () => {
  it('ten thousand calls cross the trigger while the gateway is silent: one charge, and none while its outcome is unknown', () => {
    const bench = recharging({ monthlyCap: money('$1000') });
    const ordered: number[] = [];
    const page = (from: number): readonly CallRow[] =>
      Array.from({ length: 500 }, (_, index) =>
        aCall({ id: `c${from + index}`, start: bench.now, charge: money('$0.05') }),
      );
    for (let from = 0; from < 10_000; from += 500) {
      if (from === 5000) bench.must({ kind: 'leave-unknown', key: 'recharge-1' });
      ordered.push(...charges(bench.draw(...page(from)).effects));
    }
    assert.equal(ordered.length, 1);
    bench.now += 2 * hourMs;
    const settled = bench.must({ kind: 'settle', key: 'recharge-1', reference: 'r', reportedBy: 'gateway' });
    assert.deepEqual(charges(settled.effects), []);
    bench.now += hourMs;
    const [amount = 0] = charges(bench.must({ kind: 'catch-up' }).effects);
    assert.ok(balance(bench) + amount >= rule.trigger && amount < money('$1000'));
  });

  it('a card declines for a week: four attempts, four alerts, then a new card is tried at once', () => {
    const bench = recharging();
    const tried: number[] = [];
    const said: string[] = [];
    const note = (effects: readonly Effect[]): void => {
      tried.push(...charges(effects));
      said.push(...alerts(effects).filter(kind => kind === 'recharge-failed'));
    };
    note(bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$90') })).effects);
    for (let hour = 0; hour < 7 * 24; hour += 1) {
      for (const { payment } of bench.wallet.openPayments)
        note(bench.must({ kind: 'decline', key: payment.key, reason: 'expired-card' }).effects);
      bench.now += hourMs;
      note(bench.must({ kind: 'catch-up' }).effects);
    }
    assert.deepEqual([tried.length, said.length, bench.wallet.memory.lastReason.reason], [4, 4, 'paused']);
    assert.equal(charges(bench.must({ kind: 'set-payment-method', method: card }).effects).length, 1);
  });
});

describe('scenario 11, rules that make no sense', () => {
  for (const [name, changes, refused] of [
    ['recharge with nothing', { rechargeWith: 0 }, 'below-minimum'],
    ['recharge with less than nothing', { rechargeWith: -money('$50') }, 'below-minimum'],
    ['a trigger of zero', { trigger: 0 }, 'trigger-not-positive'],
    ['a cap below one recharge', { monthlyCap: money('$49') }, 'cap-below-recharge'],
  ] as const)
    it(`${name} is refused`, () =>
      assert.equal(recharging().refused({ kind: 'set-rule', rule: { ...rule, ...changes } }).kind, refused));

  it('a trigger far above the recharge orders once, as much as it takes, and does not loop', () => {
    const bench = recharging({ trigger: money('$1000') });
    const [request] = bench.wallet.openPayments;
    assert.equal(request?.payment.amount, money('$900'));
    const settled = bench.must({ kind: 'settle', key: request.payment.key, reference: '', reportedBy: 'gateway' });
    assert.deepEqual(charges(settled.effects), []);
  });

  it('a rule changed, or switched off, while a charge is under way: the charge ends as it was ordered', () => {
    const bench = recharging();
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$90') }));
    assert.deepEqual(
      charges(bench.must({ kind: 'set-rule', rule: { ...rule, rechargeWith: money('$70') } }).effects),
      [],
    );
    bench.must({ kind: 'set-rule', rule: { ...rule, isOn: false } });
    bench.must({ kind: 'settle', key: 'recharge-1', reference: '', reportedBy: 'gateway' });
    assert.equal(balance(bench), money('$60'));
    assert.equal(bench.wallet.memory.lastReason.reason, 'off');
  });
});

describe('scenario 12, at the threshold', () => {
  it('a balance that swings by a cent a thousand times: one alert, one recharge', () => {
    const bench = recharging();
    const effects: Effect[] = [...bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$80') })).effects];
    for (let swing = 0; swing < 1000; swing += 1) {
      // The same call, corrected up and down: a version for each swing.
      const charge = money(swing % 2 === 0 ? '$80.01' : '$80') + 0;
      effects.push(...bench.draw(aCall({ id: 'a', start: bench.now, charge, durationSeconds: 60 + swing })).effects);
    }
    assert.deepEqual([alerts(effects), charges(effects)], [['low-balance'], [money('$50')]]);
  });
});

describe('scenarios 13 to 15, amounts', () => {
  it('ten thousand charges of odd fractions sum exactly, in the postings and in the lots', () => {
    const bench = Bench.opened();
    bench.buy('$1000000');
    let exact = 0n;
    const rows = Array.from({ length: 10_000 }, (_, index) => {
      const charge = parseDecimal(`0.${String((index * 7919) % 1_000_000).padStart(6, '0')}`);
      assert.ok(charge.ok);
      exact += BigInt(charge.value);
      return aCall({ id: `c${index}`, start: bench.now, charge: charge.value });
    });
    bench.draw(...rows);
    assert.equal(BigInt(balance(bench)), BigInt(money('$1000000')) - exact);
  });

  for (const [text, currency, refused] of [
    ['12.5', 'JPY', 'finer-than-currency'],
    ['12.3456', 'KWD', 'finer-than-currency'],
    ['9007199254740993', 'USD', 'too-large'],
    ['1e3', 'USD', 'not-an-amount'],
    ['-0', 'USD', 'not-an-amount'],
    ['0.0000000000000000000000000000001', 'USD', 'finer-than-currency'],
    ['€5', 'USD', 'currency-mismatch'],
  ] as const)
    it(`${text} is no amount of ${currency}`, () => {
      const amount = parseAmount(text, currency);
      assert.equal(!amount.ok && amount.refusal.kind, refused);
    });

  it('shows the digits that the currency has', () =>
    assert.deepEqual(
      [decimal(1_500_000, 'JPY'), decimal(1_500_000, 'KWD'), decimal(1_500_000, 'USD')],
      ['1.5', '1.500', '1.50'],
    ));

  it('purchases that no sum can hold are refused, a row that none can hold is rejected', () => {
    const bench = Bench.opened();
    for (let time = 0; time < 4; time += 1) bench.buy('$1000000000');
    assert.equal(bench.refused({ kind: 'buy', amount: 1, boughtAt: bench.now, reference: 'x' }).kind, 'too-large');
    const large = aCall({ id: 'a', start: bench.now, charge: money('$1000000000') });
    const { rejected } = bench.draw(...['a', 'b', 'c', 'd', 'e'].map(id => ({ ...large, id })));
    assert.deepEqual(rejected, [{ kind: 'too-large', index: 4, id: 'e' }]);
    assert.equal(balance(bench), 0);
  });

  it('a row in another currency is billed at what somebody says it cost, or never', () => {
    const bench = Bench.opened();
    bench.draw(
      aCall({ id: 'a', start: bench.now, currency: 'EUR' }),
      aCall({ id: 'b', start: bench.now, currency: 'EUR' }),
    );
    const [a, b] = bench.rows.held().map(({ row, version }) => ({ id: row.id, version }));
    const bill = { kind: 'answer', verdict: 'bill', amount: null } as const;
    assert.equal(bench.refused({ ...bill, questions: [a!] }).kind, 'currency-mismatch');
    assert.equal(bench.refused({ ...bill, questions: [a!, b!], amount: money('$1') }).kind, 'currency-mismatch');
    bench.must({ ...bill, questions: [a!], amount: money('$1.17') });
    bench.must({ ...bill, verdict: 'ignore', questions: [b!] });
    assert.equal(bench.wallet.pool.owed, money('$1.17'));
    // The verdict holds: another version of the ignored row in that currency is not asked about again.
    bench.draw(aCall({ id: 'b', start: bench.now, currency: 'EUR', charge: money('$9') }));
    assert.deepEqual([bench.rows.held(), bench.wallet.pool.owed], [[], money('$1.17')]);
  });
});

describe('scenario 16, answers to what looks alike', () => {
  const numbers = { caller: '+1', callee: '+2' };
  function asked(): Bench {
    const bench = Bench.opened();
    bench.draw(...['a', 'b', 'c'].map(id => aCall({ id, start: bench.now, about: numbers })));
    return bench;
  }
  const keys = (bench: Bench) => bench.rows.held().map(({ row, version }) => ({ id: row.id, version }));

  it('many at once: billed ones draw, ignored ones never do, and neither is asked about again', () => {
    for (const [verdict, owed] of [
      ['bill', '$3'],
      ['ignore', '$1'],
    ] as const) {
      const bench = asked();
      bench.must({ kind: 'answer', verdict, questions: keys(bench), amount: null });
      assert.equal(bench.wallet.pool.owed, money(owed));
      bench.draw(...['b', 'c'].map(id => aCall({ id, start: bench.now, about: numbers, durationSeconds: 61 })));
      assert.deepEqual([bench.rows.held(), bench.wallet.pool.owed], [[], money(owed)], verdict);
      assert.ok(verify(bench.entries, sha256).ok);
    }
  });

  it('a question that somebody has answered meanwhile is refused, whole', () => {
    const bench = asked();
    const [first, second] = keys(bench);
    const ignore = { kind: 'answer', verdict: 'ignore', amount: null } as const;
    bench.must({ ...ignore, questions: [first!] });
    assert.equal(bench.refused({ ...ignore, questions: [second!, first!] }).kind, 'no-such-question');
    assert.deepEqual(keys(bench), [second]);
  });

  it('a row reversed goes back to the version before, and then to none; a version seen before does not come back', () => {
    const bench = Bench.opened();
    const first = aCall({ id: 'a', start: bench.now });
    bench.draw(first, { ...first, charge: money('$5') });
    const reverse = { kind: 'reverse', what: { kind: 'row', id: 'a' } } as const;
    bench.must(reverse);
    assert.equal(bench.wallet.pool.owed, money('$1'));
    bench.must(reverse);
    assert.equal(bench.wallet.pool.owed, 0);
    assert.equal(bench.refused(reverse).kind, 'nothing-to-reverse');
    bench.draw(first);
    assert.equal(bench.wallet.pool.owed, 0);
  });
});

describe('scenario 17, late calls and corrections across an expiry', () => {
  const bought = at('2025-11-01T00:00:00Z');
  const late = aCall({ id: 'late', start: at('2026-10-30T12:00:00Z'), charge: money('$8') });
  type Fact = (bench: Bench) => void;
  const facts: Record<string, Fact> = {
    'the purchase that expires': bench =>
      void bench.must({ kind: 'buy', id: 'old', amount: money('$10'), boughtAt: bought, reference: '' }),
    'a later purchase': bench =>
      void bench.must({
        kind: 'buy',
        id: 'new',
        amount: money('$20'),
        boughtAt: at('2026-10-15T00:00:00Z'),
        reference: '',
      }),
    'the late call and its correction to half': bench => {
      bench.draw(late);
      bench.draw({ ...late, charge: money('$4') });
    },
    'a call after the expiry': bench =>
      void bench.draw(aCall({ id: 'after', start: at('2026-11-03T00:00:00Z'), charge: money('$5') })),
    'what the admin center showed': bench =>
      void bench.must({ kind: 'reconcile', id: 'shown', statedAt: at('2026-11-02T00:00:00Z'), stated: money('$17') }),
  };
  const permutations = <Each>(all: readonly Each[]): readonly (readonly Each[])[] =>
    all.length < 2
      ? [all]
      : all.flatMap((one, index) => permutations(all.toSpliced(index, 1)).map(rest => [one, ...rest]));

  it('in all 120 orders of arrival: the same lots, the same owed, the same balance at every instant', () => {
    const shapes = new Map<string, string>();
    for (const order of permutations(Object.entries(facts))) {
      const bench = Bench.opened({}, at('2026-11-05T00:00:00Z'));
      for (const [, fact] of order) fact(bench);
      bench.must({ kind: 'catch-up' });
      const instants = ['2026-10-29', '2026-10-31', '2026-11-02', '2026-11-04', '2027-12-01'].map(day =>
        at(`${day}T00:00:00Z`),
      );
      const shape = JSON.stringify([
        bench.wallet.pool.owed,
        bench.wallet.pool.lots.map(lot => [lot.boughtAt, lot.amount, lot.drawn, rest(lot)]),
        instants.map(instant => balanceAt(bench.entries, { at: instant })),
      ]);
      shapes.set(shape, order.map(([name]) => name).join(', '));
    }
    assert.equal(shapes.size, 1, [...shapes].join('\n'));
  });

  it('re-opens the write-off, and gives it back when the call is voided', () => {
    const bench = Bench.opened({}, at('2026-11-02T00:00:00Z'));
    bench.buy('$10', bought);
    const written: number[][] = [bench.wallet.pool.lots.map(writtenOff)];
    for (const act of [() => bench.draw(late), () => bench.draw({ ...late, charge: money('$4') })]) {
      act();
      written.push(bench.wallet.pool.lots.map(writtenOff));
    }
    for (let time = 0; time < 2; time += 1) bench.must({ kind: 'reverse', what: { kind: 'row', id: 'late' } });
    written.push(bench.wallet.pool.lots.map(writtenOff));
    assert.deepEqual(written, [[money('$10')], [money('$2')], [money('$6')], [money('$10')]]);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('leaves the statement that has closed as it was, and shows the difference in the open month', () => {
    const bench = Bench.opened({}, at('2026-10-20T00:00:00Z'));
    bench.buy('$20');
    bench.now = at('2026-11-04T00:00:00Z');
    const terms = bench.wallet.terms!;
    const october = statementOf(bench.entries, { terms, month: '2026-10', now: bench.now });
    assert.ok(october.isClosed);
    bench.draw(late);
    assert.deepEqual(statementOf(bench.entries, { terms, month: '2026-10', now: bench.now + dayMs }), october);
    const { total } = statementOf(bench.entries, { terms, month: '2026-11', now: bench.now });
    assert.deepEqual([total.opening, total.used, total.closing], [money('$20'), -money('$8'), money('$12')]);
  });
});

describe('scenario 18, money given back', () => {
  function spent(): Bench {
    const bench = Bench.opened();
    bench.buy('$100');
    bench.draw(aCall({ id: 'a', start: bench.now, charge: money('$80') }));
    return bench;
  }

  it('a refund of 30 where 20 are left refunds 20 and says so; again it moves nothing; another is refused', () => {
    const bench = spent();
    const refund = { kind: 'refund', id: 'refund-1', invoice: 1, amount: money('$30') } as const;
    const [entry] = bench.must(refund).entries;
    assert.deepEqual(entry?.kind === 'credits-refunded' && [entry.facts.asked, entry.facts.amount], [
      money('$30'),
      money('$20'),
    ]);
    assert.equal(balance(bench), 0);
    const before = bench.entries.length;
    assert.ok(bench.do(refund).ok);
    assert.equal(bench.entries.length, before);
    assert.equal(bench.refused({ ...refund, id: 'refund-2' }).kind, 'nothing-to-refund');
  });

  it('a charge-back of all makes the spent part owed, and the next purchase pays it first', () => {
    const bench = spent();
    const [entry] = bench.must({ kind: 'charge-back', invoice: 1, amount: money('$100') }).entries;
    assert.equal(entry?.kind === 'credits-charged-back' && entry.facts.spent, money('$80'));
    assert.equal(bench.wallet.pool.owed, money('$80'));
    bench.buy('$100');
    assert.deepEqual([rests(bench), balance(bench)], [[0, money('$20')], money('$20')]);
    assert.equal(bench.refused({ kind: 'charge-back', invoice: 1, amount: 1 }).kind, 'nothing-to-refund');
  });

  it('what a late call then lacks is owed', () => {
    const bench = spent();
    bench.must({ kind: 'refund', invoice: 1, amount: money('$20') });
    bench.draw(aCall({ id: 'late', start: bench.now, charge: money('$5') }));
    assert.equal(bench.wallet.pool.owed, money('$5'));
  });

  it('after the lot has expired nothing is left to refund; a charge-back takes what had expired first', () => {
    const bench = spent();
    bench.now += 366 * dayMs;
    assert.equal(bench.refused({ kind: 'refund', invoice: 1, amount: money('$1') }).kind, 'nothing-to-refund');
    bench.must({ kind: 'charge-back', invoice: 1, amount: money('$20') });
    assert.equal(balance(bench), 0);
    bench.must({ kind: 'charge-back', invoice: 1, amount: money('$10') });
    assert.equal(balance(bench), -money('$10'));
    // The year before is not rewritten: then the rest had expired, and nothing was owed.
    assert.equal(balanceAt(bench.entries, { at: bench.now - 1 }), 0);
    assert.ok(verify(bench.entries, sha256).ok);
  });

  for (const [name, asked, refused] of [
    ['an invoice that there is not', { kind: 'refund', invoice: 9, amount: 1 }, 'no-such-purchase'],
    ['nothing', { kind: 'refund', invoice: 1, amount: 0 }, 'amount-not-positive'],
    ['more than was bought', { kind: 'charge-back', invoice: 1, amount: money('$101') }, 'too-large'],
  ] as const)
    it(`of ${name} is refused`, () => assert.equal(spent().refused(asked).kind, refused));

  it('a purchase reversed was never made: what it had paid is owed, from the beginning', () => {
    const bench = spent();
    const when = bench.now;
    bench.now += 40 * dayMs;
    bench.must({ kind: 'reverse', what: { kind: 'purchase', invoice: 1 } });
    assert.equal(balanceAt(bench.entries, { at: when }), -money('$80'));
    assert.equal(balanceAt(bench.entries, { at: when, knownAt: bench.now - 1 }), money('$20'));
    assert.equal(bench.refused({ kind: 'reverse', what: { kind: 'purchase', invoice: 1 } }).kind, 'nothing-to-reverse');
    bench.buy('$5');
    assert.equal(bench.wallet.invoices, 2);
  });
});

describe('what the admin center showed', () => {
  it('less than is known: usage not yet seen, which the rows that come later make smaller by themselves', () => {
    const bench = Bench.opened();
    bench.buy('$100');
    bench.now += dayMs;
    bench.must({ kind: 'reconcile', id: 'r', statedAt: bench.now, stated: money('$83.20') });
    const shown = bench.now;
    const difference = () => bench.wallet.pool.reconciliations[0]?.difference;
    assert.equal(difference(), money('$16.80'));
    bench.now += dayMs;
    bench.draw(aCall({ id: 'a', start: shown - hourMs, charge: money('$10') }));
    assert.deepEqual([difference(), balance(bench)], [money('$6.80'), money('$83.20')]);
    bench.draw(aCall({ id: 'b', start: shown - hourMs, charge: money('$10') }));
    assert.deepEqual([difference(), balance(bench)], [-money('$3.20'), money('$83.20')]);
    bench.draw(aCall({ id: 'c', start: shown + hourMs, charge: money('$3') }));
    assert.equal(balance(bench), money('$80.20'));
    assert.equal(balanceAt(bench.entries, { at: shown }), money('$83.20'));
    bench.must({ kind: 'reverse', what: { kind: 'reconciliation', id: 'r' } });
    assert.equal(balance(bench), money('$77'));
    assert.ok(verify(bench.entries, sha256).ok);
  });

  it('more than is known: a lot of twelve months without an invoice', () => {
    const bench = Bench.opened();
    bench.must({ kind: 'reconcile', statedAt: bench.now, stated: money('$25') });
    const [lot] = bench.wallet.pool.lots;
    assert.deepEqual([lot?.invoice, lot?.amount, lot?.expiresAt], [null, money('$25'), at('2027-01-01T00:00:00Z')]);
    assert.equal(bench.wallet.invoices, 0);
  });

  it('in the future, or twice for one instant, is refused', () => {
    const bench = Bench.opened();
    const reconcile = { kind: 'reconcile', statedAt: bench.now, stated: 0 } as const;
    assert.equal(bench.refused({ ...reconcile, statedAt: bench.now + 1 }).kind, 'in-future');
    bench.must(reconcile);
    assert.equal(bench.refused({ ...reconcile, stated: 1 }).kind, 'already-reconciled');
    assert.equal(
      bench.refused({ kind: 'reverse', what: { kind: 'reconciliation', id: 'x' } }).kind,
      'nothing-to-reverse',
    );
  });
});

describe('scenario 20, clocks', () => {
  it('entries never go back in time, and a clock a little behind is not believed', () => {
    const bench = Bench.opened();
    bench.buy('$10');
    bench.now -= 4 * 60_000;
    bench.must({ kind: 'set-rule', rule });
    assert.equal(bench.entries.at(-1)?.recordedAt, bench.now + 4 * 60_000);
  });

  for (const [name, ms] of [
    ['two hours behind', -2 * hourMs],
    ['ten years ahead', 3653 * dayMs],
  ] as const)
    it(`a clock ${name} stops writing, and expires no lot`, () => {
      const bench = Bench.opened();
      bench.buy('$10');
      bench.now += ms;
      assert.equal(bench.refused({ kind: 'catch-up' }).kind, 'clock-jumped');
      assert.deepEqual(rests(bench), [money('$10')]);
    });
});
