/** What is measured: in seconds, bytes or counts, as Prometheus asks. */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** A histogram's, in its unit. */
  readonly buckets?: readonly number[];
  /** What this process alone has done, or what the store holds: replicas that share it say the same, so that the greatest counts, not the sum. */
  readonly about: 'process' | 'store';
  /** Whether it is shown to whoever has the token only. */
  readonly isPrivate?: true;
}

/** Every metric of ours; those of Node and of the process come beside it, under the names that they have everywhere. */
export const metricTable = {
  credits_turn_seconds: {
    type: 'histogram',
    help: 'from a message or a press to its first answer, by what came; after 1.8 s that is a working card',
    labels: ['kind'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 1.75, 3, 10],
    about: 'process',
  },
  credits_turn_failures_total: {
    type: 'counter',
    help: 'turns that ended with "something went wrong"',
    labels: [],
    about: 'process',
  },
  credits_command_seconds: {
    type: 'histogram',
    help: 'how long commands and buttons took until they had their answer, by their names in our lists',
    labels: ['command'],
    buckets: [0.25, 1.75, 10],
    about: 'process',
  },
  credits_http_answers_total: {
    type: 'counter',
    help: 'HTTP answers, by route and status',
    labels: ['route', 'code'],
    about: 'process',
  },
  credits_door_refusals_total: {
    type: 'counter',
    help: 'activities that were turned away before anything read them, by the reason',
    labels: ['code'],
    about: 'process',
  },
  credits_deliveries_total: {
    type: 'counter',
    help: 'alerts told to a conversation, an address or a program, by what came of it',
    labels: ['result'],
    about: 'process',
  },
  credits_throttled_total: {
    type: 'counter',
    help: 'answers "too many requests" (429) of Graph, parts of batches among them, and of Teams',
    labels: ['api'],
    about: 'process',
  },
  credits_graph_request_seconds: {
    type: 'histogram',
    help: 'requests to Microsoft Graph, every try of one, by what came of it',
    labels: ['outcome'],
    buckets: [0.1, 0.5, 2, 10, 60],
    about: 'process',
  },
  credits_charges_total: {
    type: 'counter',
    help: 'charges that a gateway was asked for, by what came of it',
    labels: ['outcome'],
    about: 'process',
  },
  credits_commits_total: {
    type: 'counter',
    help: 'changes of a wallet that this process wrote or followed',
    labels: [],
    about: 'process',
  },
  credits_alerts_total: {
    type: 'counter',
    help: 'alerts announced by commits of this process, by kind',
    labels: ['kind'],
    about: 'process',
  },
  credits_job_seconds: {
    type: 'histogram',
    help: 'rounds of jobs that this process ran, by job, failed ones too',
    labels: ['job'],
    buckets: [1, 10, 60, 600, 3600],
    about: 'process',
  },
  credits_job_failures_total: {
    type: 'counter',
    help: 'rounds of jobs that failed here; the next round takes up what is left',
    labels: ['job'],
    about: 'process',
  },
  credits_log_lines_total: {
    type: 'counter',
    help: 'log lines of warn, error and fatal',
    labels: ['level'],
    about: 'process',
  },
  credits_ready: {
    type: 'gauge',
    help: '1 where that part of /readyz is ok, 0 where it is not',
    labels: ['part'],
    about: 'process',
  },
  credits_build_info: {
    type: 'gauge',
    help: '1, with the version of the program and of Node',
    labels: ['version', 'node'],
    about: 'process',
  },
  credits_organizations: {
    type: 'gauge',
    help: 'organizations of the settings: served, or left out because something is wrong with them',
    labels: ['state'],
    about: 'process',
  },
  credits_survey_oldest_seconds: {
    type: 'gauge',
    help: 'how old the oldest of what follows is; a large program is read in parts',
    labels: [],
    about: 'process',
  },
  credits_survey_failures: {
    type: 'gauge',
    help: 'organizations whose state could not be read the last time',
    labels: [],
    about: 'process',
  },
  credits_outbox_oldest_seconds: {
    type: 'gauge',
    help: 'for how long the oldest message that is due has not been tried; what Teams refuses is due again later',
    labels: [],
    about: 'store',
  },
  credits_import_age_seconds: {
    type: 'gauge',
    help: 'up to how long ago the usage log has been read, of the organization farthest behind; none before a first import',
    labels: [],
    about: 'store',
  },
  credits_ledger_verify_ok: {
    type: 'gauge',
    help: '0 where a ledger was found damaged, here, and nothing is written to it any more',
    labels: [],
    about: 'store',
  },
  credits_ledger_verified_age_seconds: {
    type: 'gauge',
    help: 'how long ago the whole ledger was last verified, of the organization where that is longest ago',
    labels: [],
    about: 'store',
  },
  credits_jobs_late_seconds: {
    type: 'gauge',
    help: 'for how long the earliest round that should have begun or ended has been late, as far as this process knows',
    labels: [],
    about: 'store',
  },
  credits_open_matters: {
    type: 'gauge',
    help: 'what is amiss now, by kind of alert',
    labels: ['kind'],
    about: 'store',
  },
  credits_store_free_bytes: {
    type: 'gauge',
    help: 'free space where DATA_DIR is; none with PostgreSQL, whose disk another program watches',
    labels: [],
    about: 'store',
  },
  credits_backup_age_seconds: {
    type: 'gauge',
    help: 'how long ago the last good backup was made, or the first was wanted; none without BACKUP_DIR',
    labels: [],
    about: 'store',
  },
  credits_organization_outbox_oldest_seconds: {
    type: 'gauge',
    help: 'the same of each organization',
    labels: ['tenant'],
    about: 'store',
    isPrivate: true,
  },
  credits_organization_import_age_seconds: {
    type: 'gauge',
    help: 'the same of each organization',
    labels: ['tenant'],
    about: 'store',
    isPrivate: true,
  },
  credits_organization_ledger_verify_ok: {
    type: 'gauge',
    help: 'the same of each organization',
    labels: ['tenant'],
    about: 'store',
    isPrivate: true,
  },
  credits_organization_jobs_late_seconds: {
    type: 'gauge',
    help: 'the same of each organization',
    labels: ['tenant'],
    about: 'store',
    isPrivate: true,
  },
  credits_organization_balance_micros: {
    type: 'gauge',
    help: 'the balance of each organization, in millionths of its currency',
    labels: ['tenant', 'currency'],
    about: 'store',
    isPrivate: true,
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metricTable;
