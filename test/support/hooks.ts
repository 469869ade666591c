import assert from 'node:assert/strict';
import path from 'node:path';
import { dropDistributed } from './citus.ts';
import { leaksSince } from './logs.ts';
import { offerPostgres } from './postgres.ts';

let withdraw: () => Promise<void>;

/** Mocha calls these two once in a run, however many processes run its tests. */
export async function mochaGlobalSetup(): Promise<void> {
  withdraw = await offerPostgres();
}

/** Stops what the tests have started, also after a failure. */
export const mochaGlobalTeardown = (): Promise<void> => withdraw();

/**
 * In each process that runs tests: the programs that they start take up what was compiled before, which halves what a start costs. The
 * process itself does not: what comes from that cache has fewer branches in a report of coverage.
 */
export const mochaHooks = {
  beforeAll: (): void => {
    process.env['NODE_COMPILE_CACHE'] ??= path.resolve(import.meta.dirname, '../../node_modules/.cache/compiled');
  },
  afterAll: dropDistributed,
  /** No line of the log holds a name, a number, an address, a token or what people wrote (B17). */
  afterEach: (): void => {
    assert.deepEqual(leaksSince(), []);
  },
};
