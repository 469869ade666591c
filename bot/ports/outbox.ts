import type { Alert, Instant } from '../../core/index.ts';
import type { Announcement } from './journal.ts';

export interface Pending extends Announcement {
  readonly attempts: number;
}

/** Alerts decided but not yet delivered: written with the entries that cause them, kept until Teams has them. */
export interface Outbox {
  /**
   * The next alert that is due, for whoever asks to deliver: until `until` nobody else is given it. Whoever dies meanwhile has not
   * delivered it, and it is due again.
   */
  claim(tenant: string, lease: { readonly at: Instant; readonly until: Instant }): Promise<Pending | undefined>;
  delivered(tenant: string, id: string, activityId: string): Promise<void>;
  /** Not delivered this time; tried again at `retryAt`, or given up when there is none. */
  failed(tenant: string, id: string, retryAt: Instant | undefined, reason: string): Promise<void>;
  find(
    tenant: string,
    alertId: string,
  ): Promise<{ readonly alert: Alert; readonly acknowledgedBy: string | undefined } | undefined>;
  /** Records who acknowledged it first; gives the name that stands. */
  acknowledge(tenant: string, alertId: string, by: string): Promise<string>;
}
