import assert from 'node:assert/strict';
import {
  boughtOn,
  likelyPurchases,
  shownWithout,
  toIso,
  type Lot,
  type Payment,
  type SaidBought,
} from '../../core/index.ts';
import { at, money } from '../support/builders.ts';
import { walletWith } from '../support/made-matters.ts';

const timeZone = 'Europe/Berlin';
const payment: Payment = {
  ...{ key: 'order-1', purpose: 'order', amount: money('$100'), method: { kind: 'admin-centre' } },
  requestedAt: at('2026-11-10T22:30:00Z'),
};

describe('a purchase that an order may be already', () => {
  const made = walletWith(0).pool;
  const lot = (invoice: number, boughtAt: string, more: Partial<Lot> = {}): Lot => ({
    ...made.lots[0]!,
    ...{ id: String(invoice), invoice, payment: null, boughtAt: at(boughtAt), amount: money('$150') },
    ...more,
  });
  const likely = (lots: readonly Lot[], said?: SaidBought, references: readonly [number, string][] = []) =>
    likelyPurchases({ ...made, lots }, { payment, timeZone, said, references: new Map(references) }).map(
      ({ invoice }) => invoice,
    );

  const lots = [
    lot(1, '2026-11-09T12:00:00Z', { amount: money('$100') }),
    lot(2, '2026-11-10T08:00:00Z'),
    lot(3, '2026-11-12T08:00:00Z'),
  ];

  it('is any that was recorded by itself since the day on which it was ordered, the newest first', () => {
    assert.deepEqual(likely(lots), [3, 2]);
  });

  it('is first that of its reference, then that of its amount and day, whenever it was made', () => {
    const said = { amount: money('$100'), boughtAt: at('2026-11-09T23:00:00Z') - 1, reference: 'E-2' };
    assert.deepEqual(likely(lots, said, [[2, 'E-2']]), [2, 1, 3]);
    assert.deepEqual(likely(lots, { ...said, boughtAt: at('2026-11-08T12:00:00Z') }, [[1, 'E-1']]), [3, 2]);
    assert.deepEqual(likely(lots, { ...said, reference: '' }, [[3, '']]), [1, 3, 2]);
  });

  for (const [what, more] of [
    ['another order’s', { payment: 'order-9' }],
    ['found by a reconciliation', { invoice: null }],
    ['taken back', { reduced: money('$150') }],
  ] as const)
    it(`is none that was ${what}`, () => {
      assert.deepEqual(likely([lot(3, '2026-11-12T08:00:00Z', more)]), []);
    });

  it('was made on its day: now, when it was ordered, or as the day begins, so that it never expires late', () => {
    const now = at('2026-11-20T10:00:00Z');
    const on = (day: string) => toIso(boughtOn(day, { payment, timeZone, now, reconciliations: [] }));
    assert.deepEqual(['2026-11-20', '2026-11-10', '2026-11-15'].map(on), [
      '2026-11-20T10:00:00Z',
      '2026-11-10T22:30:00Z',
      '2026-11-14T23:00:00Z',
    ]);
  });

  it('was made today with what a balance shown today has found, unless that was shown before it was ordered, or found nothing', () => {
    const now = at('2026-11-20T10:00:00Z');
    const today = (requestedAt: string, ...shown: readonly (readonly [at: string, difference: number])[]): string => {
      const reconciliations = shown.map(([then, difference], index) => ({
        ...{ id: `${index}`, lotId: `${index}`, stated: 0 },
        ...{ at: at(then), difference },
      }));
      const about = { payment: { ...payment, requestedAt: at(requestedAt) }, timeZone, now, reconciliations };
      return toIso(boughtOn('2026-11-20', about));
    };
    const [found, nothing] = [-2, 1];
    const eight = '2026-11-20T08:00:00Z';
    assert.equal(today('2026-11-10T08:00:00Z', [eight, found], ['2026-11-20T09:00:00Z', nothing]), eight);
    assert.equal(today('2026-11-10T08:00:00Z', [eight, found], ['2026-11-20T09:00:00Z', found + 1]), eight);
    assert.equal(today('2026-11-10T08:00:00Z', [eight, nothing]), toIso(now));
    assert.equal(today('2026-11-20T09:00:00Z', [eight, found]), toIso(now));
    assert.equal(today('2026-11-10T08:00:00Z', ['2026-11-19T08:00:00Z', found]), toIso(now));
  });

  it('lacks in the first balance shown since what that has not found', () => {
    const [eight, nine] = [at('2026-11-20T08:00:00Z'), at('2026-11-20T09:00:00Z')];
    const without = (boughtAt: number, ...differences: readonly number[]) =>
      shownWithout(
        {
          ...made,
          reconciliations: differences.map((difference, index) => ({
            ...{ id: `${index}`, lotId: `${index}`, stated: 0, difference, at: index === 0 ? eight : nine },
          })),
        },
        { amount: 100, boughtAt },
      );
    assert.equal(without(eight), undefined);
    assert.equal(without(eight, -100, 7), undefined);
    assert.deepEqual(without(eight, -99, -100), { at: eight, found: 99 });
    assert.deepEqual(without(eight, 7), { at: eight, found: 0 });
    assert.equal(without(eight + 1, 7), undefined);
    assert.equal(without(eight + 1, 7, -100), undefined);
  });
});
