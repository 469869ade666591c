import type { Alert } from '../../core/index.ts';
import type { Incoming } from './channel.ts';
import type { Delivery } from './messenger.ts';
import type { PaymentOutcome } from './payments.ts';

/** What became of a request to Graph; what else it refused is `refused`. */
export type GraphOutcome = 'answered' | 'throttled' | 'refused' | 'failed' | 'no-answer';

/**
 * Something that has just happened here, for whoever counts it: kinds, codes and durations, never a name, an id or what somebody wrote. What
 * is named (a command, a job, a route) is named by a list of ours.
 */
export type Occurrence =
  | { readonly kind: 'turn'; readonly of: Incoming['kind']; readonly ms: number }
  | { readonly kind: 'turn-failed' }
  | { readonly kind: 'command'; readonly name: string; readonly ms: number }
  | { readonly kind: 'http-answer'; readonly route: string; readonly status: number }
  | { readonly kind: 'turned-away'; readonly code: string }
  | { readonly kind: 'delivery'; readonly result: Delivery['kind'] }
  /** Somebody said that it was asked too often. */
  | { readonly kind: 'throttled'; readonly api: 'graph' | 'teams' }
  | { readonly kind: 'graph-request'; readonly outcome: GraphOutcome; readonly ms: number }
  | { readonly kind: 'charge'; readonly outcome: PaymentOutcome['kind'] | 'failed' }
  | { readonly kind: 'commit'; readonly announced: readonly Alert['kind'][] }
  | { readonly kind: 'round'; readonly job: string; readonly isDone: boolean; readonly ms: number }
  | { readonly kind: 'log-line'; readonly level: 'warn' | 'error' | 'fatal' };

/** Is told of what happens, as it happens; must return at once and never throw. */
export type Happened = (occurrence: Occurrence) => void;
