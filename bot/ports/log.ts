import type { Logger } from 'pino';

/** Structured logs: ids, kinds and amounts; never tokens, names or what people wrote (B17). */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
