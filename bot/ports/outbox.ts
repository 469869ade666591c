import type { Alert, Instant } from '../../core/index.ts';
import type { Announcement } from './journal.ts';

/** An undelivered alert, and how often its delivery has failed. */
export interface Pending extends Announcement {
  readonly attempts: number;
}

/** Alerts decided but not yet delivered: written with the entries that cause them, and due until delivered or given up (B15). */
export interface Outbox {
  /** Queues alerts that no entry causes, each once: while the clock is doubted none is written (L13). */
  queue(announcements: readonly Announcement[]): Promise<void>;
  /**
   * Leases the next alert that is due at `at` to the caller: no other caller gets it for so long, by the store's own clock where several
   * processes share it. If the process dies without reporting, the alert is due again then.
   */
  claim(lease: { readonly at: Instant; readonly leaseMs: number }): Promise<Pending | undefined>;
  delivered(id: string, activityId: string): Promise<void>;
  /** Replaces an alert that is `unaddressed` by one for each conversation, all or none; each is queued once, however often it is asked. */
  address(id: string, conversationIds: readonly string[]): Promise<void>;
  /** Records a failed attempt: the alert is due again at `retryAt`, or given up without one. */
  failed(id: string, retryAt: Instant | undefined, reason: string): Promise<void>;
  find(alertId: string): Promise<{ readonly alert: Alert; readonly acknowledgedBy: string | undefined } | undefined>;
  /** Records who acknowledged it; returns the first name recorded, which a later call does not change (B7). */
  acknowledge(alertId: string, by: string): Promise<string>;
}
