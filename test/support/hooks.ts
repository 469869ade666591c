import { stopPostgres } from './postgres.ts';

/** What must end with the tests, however they went. */
export const mochaHooks = { afterAll: stopPostgres };
