import { stopPostgres } from './postgres.ts';

/** Stops what the tests have started, also after a failure. */
export const mochaHooks = { afterAll: stopPostgres };
