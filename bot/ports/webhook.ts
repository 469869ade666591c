import type { Instant } from '../../core/index.ts';

/** An alert, as Alertmanager sees one: its labels alone say which it is. */
export interface WebhookAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: Instant;
  /** When it was resolved; undefined while it fires. */
  readonly endsAt: Instant | undefined;
  /** A link to where it comes from; '' for none. */
  readonly generatorUrl: string;
}

/** A group of alerts that are told together; what they have in common is worked out by the driver. */
export interface WebhookGroup {
  readonly receiver: string;
  /** The labels that the group is made by, each of them a label of every alert. */
  readonly groupLabels: Readonly<Record<string, string>>;
  /** A link to the program; '' for none. */
  readonly externalUrl: string;
  readonly alerts: readonly [WebhookAlert, ...WebhookAlert[]];
}

/** One call of a webhook. */
export interface WebhookCall {
  readonly url: string;
  /** As `newSecret` made it. */
  readonly secret: string;
  /** The same for every attempt at this call: a receiver knows a repeat by it. Any text; what goes out is made of it. */
  readonly id: string;
  readonly group: WebhookGroup;
}

/** What is wrong with the address of a webhook, before anything is sent there. */
export type WebhookUrlProblem =
  | 'not-an-address'
  | 'not-https'
  /** It has a user name or a password in it. */
  | 'has-credentials'
  /** It is the address of a private or reserved network that the deployment does not allow. A name is looked up at each call only. */
  | 'private-address';

/** What became of a call. A reason is a code: it holds nothing of the address, the secret or what the receiver wrote. */
export type WebhookOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  /** It would be refused again as it is: a status such as 401, 404 or a redirect, or an address that may not be called. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined; readonly reason: string };

/** Tells another program of alerts, in Alertmanager's words, signed as Standard Webhooks are. */
export interface Webhook {
  /** Resolves within 15 seconds, whatever the receiver does, and never rejects because of it. */
  call(call: WebhookCall): Promise<WebhookOutcome>;
  /** What is wrong with an address that somebody typed; undefined where nothing is. */
  problemOf(url: string): WebhookUrlProblem | undefined;
  /** A secret to sign with, which the receiver is given too. */
  newSecret(): string;
}
