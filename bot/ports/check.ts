import type { Instant } from '../../core/index.ts';

/** What doctor looks at, in the order in which it shows it. */
export const checkedAreas = [
  'settings',
  'credentials',
  'permissions',
  'teams',
  'address',
  'package',
  'store',
  'backup',
  'clock',
  'import',
  'deliveries',
  'jobs',
  'mail',
  'heartbeat',
  'payments',
] as const;

export type CheckedArea = (typeof checkedAreas)[number];

/** `green`: as it should be; `amber`: works, and somebody should look; `red`: does not work. */
export type Light = 'green' | 'amber' | 'red';

/** Everything that can be seen, and what it means. */
export const lights = {
  'settings-given': 'green',
  'settings-left-out': 'green',
  'secrets-as-values': 'amber',
  'setting-wrong': 'red',

  'sandbox-credentials': 'green',
  'token-issued': 'green',
  'token-refused': 'red',
  'secret-wrong': 'red',
  'secret-expired': 'red',
  'app-unknown': 'red',
  'app-disabled': 'red',
  'tenant-unknown': 'red',
  'certificate-refused': 'red',
  'not-federated': 'red',
  'assertion-expired': 'red',
  'token-file-unread': 'red',
  'identity-absent': 'red',
  'token-unreachable': 'red',
  'secrets-last': 'green',
  'secrets-end-soon': 'amber',
  'secrets-over': 'red',
  'secrets-end-unknown': 'amber',
  'secrets-none': 'green',

  'permission-works': 'green',
  'permission-missing': 'red',
  'permission-optional': 'amber',
  'permission-unused': 'green',
  'permission-beyond': 'amber',
  'permission-unclear': 'amber',
  'graph-unreachable': 'red',

  'bot-other': 'red',
  'teams-local': 'green',
  'teams-keys': 'green',
  'teams-keys-unreachable': 'red',

  'address-answers': 'green',
  'address-other': 'red',
  'address-silent': 'red',
  'address-not-ready': 'red',
  'metrics-open': 'amber',

  'package-fits': 'green',
  'package-other-bot': 'red',
  'package-unreadable': 'red',

  'store-works': 'green',
  'store-new': 'green',
  'store-read-only': 'red',
  'store-newer': 'red',
  'store-older': 'amber',
  'store-damaged': 'red',
  'store-unreachable': 'red',
  'store-refused': 'red',
  'store-failed': 'red',
  'workers-answer': 'green',
  'worker-unreachable': 'red',
  'space-enough': 'green',
  'space-low': 'amber',
  'space-out': 'red',
  'bot-runs': 'green',
  'bot-absent': 'green',
  'ledger-reads': 'green',
  'ledger-damaged': 'red',
  'ledger-other-mode': 'red',

  'backup-recent': 'green',
  'backup-awaited': 'green',
  'backup-failed': 'amber',
  'backup-missing': 'red',
  'backup-place-unfit': 'red',

  'clock-agrees': 'green',
  'clock-apart': 'amber',
  'clock-wrong': 'red',
  'clock-alone': 'green',

  'not-set-up': 'green',
  'import-recent': 'green',
  'import-late': 'amber',
  'import-stalled': 'red',
  'import-never': 'amber',

  'delivery-works': 'green',
  'delivery-untold': 'green',
  'delivery-failing': 'amber',
  'deliveries-none': 'green',
  'deliveries-late': 'red',

  'jobs-in-time': 'green',
  'jobs-unseen': 'green',
  'job-late': 'red',
  'round-late': 'red',

  'mail-ready': 'green',
  'mail-failed': 'red',

  'heartbeat-reached': 'green',
  'heartbeat-unreached': 'red',

  'payments-answer': 'green',
  'payments-elsewhere': 'green',

  'check-late': 'amber',
  'check-failed': 'amber',
} as const satisfies Readonly<Record<string, Light>>;

export type ObservationKind = keyof typeof lights;

/** Whom messages go to, by number: what it is called may be of people. */
export interface ObservedPlace {
  readonly place: 'channel' | 'chat' | 'conversation' | 'mail' | 'webhook' | 'escalation';
  readonly number: number;
}

/** A text that is shown as it is (a code, an address), names, a number, an instant, so many bytes, or a destination. */
export type ObservedFact =
  string | readonly string[] | number | { readonly at: Instant } | { readonly bytes: number } | ObservedPlace;

/** One thing that was looked at, and what was seen. No fact is a secret, a token, or of a person. */
export interface Observation {
  readonly area: CheckedArea;
  readonly kind: ObservationKind;
  readonly facts: Readonly<Record<string, ObservedFact>>;
}

/** What can be looked at without changing anything. */
export interface Checkable {
  /** What was seen; that something does not work is seen too, and no rejection. Ends soon after the signal. */
  check(signal: AbortSignal): Promise<readonly Observation[]>;
}

/** A port whose drivers may have something to look at. */
export type MaybeCheckable = Partial<Checkable>;

export const observed = (area: CheckedArea, kind: ObservationKind, facts: Observation['facts'] = {}): Observation => ({
  area,
  kind,
  facts,
});
