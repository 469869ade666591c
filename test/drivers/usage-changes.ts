import fc from 'fast-check';
import { at } from '../support/builders.ts';

// What may happen to the rows of usage: the alphabet of the histories in usage.test.ts.

export type Change =
  | { readonly kind: 'rows'; readonly rows: readonly RowFacts[] }
  | { readonly kind: 'reverse'; readonly id: number }
  | { readonly kind: 'answer'; readonly of: number; readonly verdict: 'bill' | 'ignore' }
  | { readonly kind: 'erase'; readonly day: number }
  | { readonly kind: 'zone'; readonly name: string };

export interface RowFacts {
  readonly id: number;
  readonly hours: number;
  readonly seconds: number;
  readonly cents: number;
  readonly person: number;
  readonly place: number;
  readonly isForeign: boolean;
}

export const begin = at('2026-01-20T00:30:00Z');
export const allDays = { first: '2025-12-01', last: '2026-12-31' };
export const ids = Array.from({ length: 12 }, (_, index) => `row-${index}`);
export const people = [
  { userId: 'A1', userName: 'Alex', userPrincipalName: 'alex@x' },
  { userId: 'a1', userName: 'Alexandra', userPrincipalName: 'ALEX@x' },
  { userId: '', userName: 'Bianca "B" Ü', userPrincipalName: 'Bianca"Ü@x' },
  { userId: '', userName: '', userPrincipalName: '' },
];
export const places = [
  { destination: 'Germany', callType: 'user_out', caller: '+1', callee: '+49' },
  { destination: 'Japan', callType: 'conf_in', caller: '+81', callee: '+1' },
  { destination: '', callType: '', caller: '+2', callee: '' },
];

export const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('rows'),
      rows: fc.array(
        fc.record({
          id: fc.nat(ids.length - 1),
          hours: fc.oneof(fc.nat(30), fc.nat(24 * 90)),
          seconds: fc.nat(100),
          cents: fc.constantFrom(0, 1, 150, 99_999_999_999),
          person: fc.nat(people.length - 1),
          place: fc.nat(places.length - 1),
          isForeign: fc.nat(5).map(number => number === 0),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reverse'), id: fc.nat(ids.length - 1) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('answer'), of: fc.nat(3), verdict: fc.constantFrom('bill', 'ignore') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase'), day: fc.nat(60) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('zone'), name: fc.constantFrom('America/New_York', 'Asia/Kolkata') }),
  },
);
