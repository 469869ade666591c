import assert from 'node:assert/strict';
import { driverErrorOf } from '../../bot/drivers/postgres/database.ts';

describe('what PostgreSQL says of a failure', () => {
  const said: readonly (readonly [sqlState: string, code: string])[] = [
    ['08006', 'store-unreachable'],
    ['57P01', 'store-unreachable'],
    ['ECONNREFUSED', 'store-unreachable'],
    ['28P01', 'store-refused'],
    ['3D000', 'store-refused'],
    ['53100', 'store-read-only'],
    ['25006', 'store-read-only'],
    ['42P01', 'store-failed'],
  ];
  for (const [sqlState, code] of said)
    it(`${sqlState} is ${code}`, () => {
      const error = driverErrorOf(Object.assign(new Error('why'), { code: sqlState }), 'db.example:5432');
      assert.equal(error.code, code);
      assert.match(error.message, /why$/);
    });
});
