import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addDays,
  balanceOf,
  decimal,
  expiryOf,
  isExpired,
  rest,
  startOfDay,
  type Currency,
  type Micros,
} from '../../core/index.ts';
import { balanceProposal, openingOf, purchasesOf } from '../../bot/setup/existing-credits.ts';
import { mostPurchases, pastPurchases, type PastPurchase } from '../../bot/setup/past-purchases.ts';
import { aContext } from '../support/argument-context.ts';
import { at } from '../support/builders.ts';
import { inMemory } from '../support/stores.ts';
import { walletsOf } from '../support/wallets.ts';

const now = at('2026-11-22T12:00:00Z');
const digits = { USD: 2, JPY: 0, KWD: 3 } as const;
const currencies = Object.keys(digits) as readonly (keyof typeof digits)[];

const purchase = (currency: keyof typeof digits): fc.Arbitrary<PastPurchase> =>
  fc.record({
    day: fc.integer({ min: 0, max: 900 }).map(days => addDays('2026-11-22', -days)),
    amount: fc.integer({ min: 1, max: 5_000_000 }).map(coins => coins * 10 ** (6 - digits[currency])),
    reference: fc.constantFrom('', 'INV-7', 'PO 4711', '2026/11'),
  });
const purchases = (currency: keyof typeof digits, most: number): fc.Arbitrary<readonly PastPurchase[]> =>
  fc.uniqueArray(purchase(currency), { maxLength: most, selector: one => JSON.stringify(one) });

/** The ways to write a line; a comma parts fields only where it is in no amount. */
const writings = (currency: Currency): readonly ((one: PastPurchase) => string)[] => {
  const amountOf = ({ amount }: PastPurchase): string => decimal(amount, currency);
  return [
    one => `${one.day} ${amountOf(one)} ${one.reference}`,
    one => `  ${one.day}\t${amountOf(one)}\t${one.reference}`,
    one => `${one.day};${amountOf(one)};${one.reference}`,
    one => `"${one.day}","${amountOf(one)}","${one.reference}"`,
    one => `${one.day} ${amountOf(one)} ${currency} ${one.reference}`,
    one => `${one.day.replaceAll('-', '/')} ${amountOf(one)} ${one.reference}`,
  ];
};

describe('past purchases', () => {
  const context = (currency: Currency) => ({ ...aContext(), now, localTimeZone: 'UTC', currency });

  it('law: are read back as they were, in whatever way they are written', () => {
    for (const currency of currencies)
      fc.assert(
        fc.property(purchases(currency, mostPurchases), fc.nat(), (bought, seed) => {
          const ways = writings(currency);
          const lines = bought.map((one, index) => ways[(seed + index) % ways.length]!(one));
          // A dinar with three decimals could be thousands in Berlin: that is asked back, and is tested elsewhere.
          const speech = { ...context(currency).speech, timeZone: 'UTC' };
          const read = pastPurchases(lines.join('\n'), { ...context(currency), speech });
          assert.deepEqual(read, { purchases: bought.map(one => ({ ...one })), problems: [] });
        }),
        { numRuns: 60, seed: 16 },
      );
  });

  const readOf = (line: string, currency: Currency = 'USD') => {
    const { purchases: read, problems } = pastPurchases(line, context(currency));
    return read[0] === undefined ? problems.join() : [read[0].day, read[0].amount / 1_000_000, read[0].reference];
  };

  for (const line of [
    ...[
      '2026-03-01 100 EUR',
      '2026-03-01 100 € INV',
      '2026-03-01 100 €7',
      '2026-03-01,100,EUR',
      '2026-03-01;100;eur;INV-7',
    ],
    ...[
      '2026-03-01 1 250',
      '2026-03-01 1 250 000',
      '2026-03-01 1 250,50',
      '2026-03-01 1\u202f250 INV-7',
      '2026-03-01 $1 250',
    ],
    ...[
      '2026-03-01 5 万',
      '2026-03-01 5 万元',
      '2026年3月1日 5 千',
      '2026-03-01,5,万',
      '2026-03-01 ５ ０００',
      '2026-03-01 1 00 000',
    ],
    ...['2026-03-01 100 k', '2026-03-01 100 K USD', '2026-03-01\t2\tmillion', '2026-03-01 2 m', '2026-03-01 2 x 100'],
    ...['Mar 1 2026', '1 March 2026', 'Mar 1, 2026', 'Mar 1 2026 INV-7', '2026 Mar 1', '2026年 3月 1日'],
    ...['2026-03-01,1,250', '2026-03-01,1,250,000', '2026-03-01,100,123'],
  ])
    it(`are not read where the amount of “${line}” goes on, or there is none: its line says why`, () => {
      const told = readOf(line);
      assert.ok(typeof told === 'string' && told.startsWith('Line 1: '), JSON.stringify(told));
    });

  for (const [line, amount, reference] of [
    ['2026-03-01 100 USD 123', 100, '123'],
    ['2026-03-01 1250 123', 1250, '123'],
    ['2026-03-01 100.00 123', 100, '123'],
    ['2026-03-01 100 1234', 100, '1234'],
    ['2026-03-01 100 123-A', 100, '123-A'],
    ['2026-03-01 100 Mahlzeit', 100, 'Mahlzeit'],
    ['2026-03-01,100,USD,INV-7', 100, 'INV-7'],
    ['2026-03-01,100,4711', 100, '4711'],
    ['2026-03-01,1,250.50', 1250.5, ''],
    ['2026-03-01;100;123', 100, '123'],
    ['2026-03-01\t100\t123', 100, '123'],
    ['"2026-03-01","100","123"', 100, '123'],
    ['2026-03-01,100,"123"', 100, '123'],
    ['2026-03-01, 100, 123', 100, '123'],
    ['2026-03-01,1000,123', 1000, '123'],
    ['Mar 1 2026 100', 100, ''],
    [`2026-03-01 100 ${'I'.repeat(59)}😀`, 100, 'I'.repeat(59)],
  ] as const)
    it(`have the number of an invoice behind the amount: “${line}”`, () =>
      assert.deepEqual(readOf(line), ['2026-03-01', amount, reference]));

  it('have references as an order has them: without marks that nobody sees', () => {
    const read = pastPurchases('2026-03-01 100 \u200bINV-7\u200e', context('USD'));
    assert.deepEqual(read.purchases[0]?.reference, 'INV-7');
  });

  it('law: whatever stands there is read or told, and never thrown at', () => {
    const junk = fc.string({ unit: 'binary', maxLength: 300 });
    const near = fc.array(
      fc.constantFrom('2026-', '01', '-', ' ', ',', '"', '100', '.', '\t', 'Jan', '月', '\n', '$', ';'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          junk,
          near.map(parts => parts.join('')),
        ),
        text => {
          const { purchases: read, problems } = pastPurchases(text, context('USD'));
          const lines = text.split(/\r\n|[\n\r]/).filter(line => line.trim() !== '');
          assert.ok(read.length + problems.length <= lines.length);
          for (const one of read) assert.ok(one.amount > 0 && one.day <= '2026-11-22', JSON.stringify(one));
        },
      ),
      { numRuns: 1000, seed: 16 },
    );
  });

  it('law: recorded with any balance, the balance is that, every lot expires when it does, and repeating changes nothing', async () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/St_Johns');
    const property = fc.asyncProperty(
      purchases('USD', 12),
      fc.integer({ min: -300_000_000, max: 9_000_000_000 }),
      zone,
      async (bought, balance: Micros, timeZone) => {
        const ledger = walletsOf(inMemory(), { clock: { now: () => now + 60_000 } });
        const form = { currency: 'USD', timeZone, minimum: '', balance: '', purchases: '' };
        const credits = { form, at: now, currency: 'USD', timeZone, minimum: null, balance, purchases: [...bought] };
        assert.ok((await ledger.execute(openingOf({ tenant: 't', mode: 'mirror' }, 'x', credits), null)).ok);
        const recorded = [balanceProposal('balance', credits), ...purchasesOf('x', credits)];
        for (const round of [1, 2]) {
          const answers = await Promise.all(recorded.map(request => ledger.execute(request, null)));
          assert.ok(answers.every(answer => answer.ok && answer.value.isRepeated === (round === 2)));
        }
        const read = await ledger.read();
        assert.ok(read.ok);
        const { pool, openPayments, invoices } = read.value.wallet;
        assert.equal(balanceOf(pool, now), balance);
        assert.deepEqual([openPayments.length, invoices], [0, bought.length]);
        const expected = bought.map(({ day, amount }) => [expiryOf(startOfDay(day, timeZone), timeZone), amount]);
        const lots = pool.lots.filter(({ invoice }) => invoice !== null);
        assert.deepEqual(
          lots
            .map(({ expiresAt, amount }) => [expiresAt, amount])
            .toSorted(([one = 0, a = 0], [other = 0, b = 0]) => one - other || a - b),
          expected.toSorted(([one = 0, a = 0], [other = 0, b = 0]) => one - other || a - b),
        );
        for (const lot of lots) if (isExpired(lot, now)) assert.equal(rest(lot), 0);
      },
    );
    await fc.assert(property, { numRuns: 60, seed: 16 });
  });
});
