import type {
  Alert,
  AssignmentFailure,
  CallRow,
  Entry,
  HeldRow,
  Instant,
  KnownRows,
  Micros,
  Payment,
  PaymentMethod,
  Person,
  Result,
  RowChange,
  RowProblem,
  Sku,
  Window,
} from '../../core/index.ts';

// The program's whole outside world. Each port is named for our need; a driver (drivers/…) is named for its means.

/** Says what time it is and waits. The sandbox's runs ahead of the wall by the wallet's offset (SPEC L13). */
export interface Clock {
  now(): Instant;
  /** Resolves after that many milliseconds of wall time, or at once when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls after that many milliseconds of wall time, unless what it gives is called before. */
  after(ms: number, call: () => void): () => void;
}

/** A driver's own failure: an outage or an answer that makes no sense. Refusals are values, this is thrown. */
export class DriverError extends Error {
  readonly code: string;
  /** The permission that the program lacks, where that is why. */
  readonly permission: string | undefined;

  constructor(code: string, message: string, cause?: unknown, permission?: string) {
    super(message, { cause });
    this.name = 'DriverError';
    this.code = code;
    this.permission = permission;
  }
}

/** What belongs together and is saved in one transaction, synced before it is acknowledged. */
export interface Batch {
  readonly entries: readonly Entry[];
  readonly rowChanges: readonly RowChange[];
  readonly announcements: readonly Announcement[];
  /** Who did it, by the entry's seq: an Entra object id, kept beside the journal and not in it (SPEC L2, §7). */
  readonly actors: readonly Actor[];
}

export interface Actor {
  readonly seq: number;
  readonly person: string;
}

/** An alert on its way to one conversation. `id` is unique: the same one is never queued twice. */
export interface Announcement {
  readonly id: string;
  readonly conversationId: string;
  readonly alert: Alert;
}

/**
 * Where a tenant's journal ends. A sandbox that is reset continues in another book; `revision` counts the batches of this one, those
 * too that leave no entry, such as calls that cost nothing. Before the first batch all are 0.
 */
export interface Head {
  readonly book: number;
  readonly revision: number;
  readonly seq: number;
}

/** The journal of each tenant's wallet: append only (SPEC L2). */
export interface Journal {
  /** Entries in order, those after `seq`; `limit` at most, or all. */
  entriesAfter(tenant: string, seq: number, limit?: number): Promise<readonly Entry[]>;
  entry(tenant: string, id: string): Promise<Entry | undefined>;
  head(tenant: string): Promise<Head>;
  /** Appends when nobody has since `after` was the head, and gives the new one; otherwise nothing is written and it says `moved-on`. */
  append(tenant: string, after: Head, batch: Batch): Promise<Head | 'moved-on'>;
  /** Does of a later append what can be done beforehand, where a driver gains by it: it may never come. */
  prepare?(batch: Batch): void;
  /** The sandbox's reset: the tenant continues in an empty book; the old one stays on disk (SPEC L13). */
  startAnew(tenant: string): Promise<void>;
}

export interface UsageTotals {
  readonly rowsKnown: number;
  readonly rowsDrawn: number;
  readonly drawn: Micros;
  readonly corrections: number;
  readonly questionsLookAlike: number;
  readonly questionsOtherCurrency: number;
  readonly secondsAll: number;
}

export interface UsageLine {
  readonly label: string;
  readonly calls: number;
  readonly seconds: number;
  readonly cost: Micros;
}

/** Usage of one range: every known row counts, drawing or not (SPEC L10). Costs are those of rows that credits pay for. */
export interface UsageReport {
  readonly calls: number;
  readonly seconds: number;
  readonly cost: Micros;
  readonly byDestination: readonly UsageLine[];
  readonly byPerson: readonly UsageLine[];
}

/** What became of one version of a row: only one that stands is billed. */
export interface RowVersion {
  readonly row: CallRow;
  readonly version: string;
  readonly state: 'standing' | 'superseded' | 'held' | 'replaced' | 'ignored' | 'reversed';
  readonly cost: Micros;
}

/** The ids of a page of rows, and the look-alike keys of those that have one, each with its row's start: whoever looks alike began then. */
export interface AskedRows {
  readonly ids: readonly string[];
  readonly lookAlikes: readonly { readonly key: string; readonly start: Instant }[];
}

/** The call rows: names and numbers live here, erasable, and not in the journal (SPEC L2). */
export interface Rows {
  /** What is known of a page: the versions of its ids, and the drawing rows that look like its rows. */
  known(tenant: string, page: AskedRows): Promise<KnownRows>;
  /** The sum of the standing charges of calls that began in the window. */
  demandIn(tenant: string, window: Window): Promise<Micros>;
  /** The same for a window that ends at a call, with those that began with it and come before it by their id (SPEC L5). */
  demandBefore(
    tenant: string,
    call: { readonly id: string; readonly start: Instant; readonly from: Instant },
  ): Promise<Micros>;
  /** Rows that are held, oldest arrival first: all of them, or those of some ids; `limit` at most. */
  questions(
    tenant: string,
    asked: { readonly ids?: readonly string[]; readonly limit: number },
  ): Promise<readonly HeldRow[]>;
  /** Every version, oldest arrival first, of the rows with that id, or whose call has it. */
  versionsOf(tenant: string, id: string): Promise<readonly RowVersion[]>;
  /** Blanks the people and numbers of calls that began before an instant; what they cost stays. Gives how many rows. */
  erase(tenant: string, before: Instant): Promise<number>;
  totals(tenant: string): Promise<UsageTotals>;
  usage(
    tenant: string,
    range: { readonly from: Instant; readonly to: Instant; readonly top: number },
  ): Promise<UsageReport>;
}

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

/** Small documents that people may want to read: settings, conversations, drafts. Each is written whole, synced before acknowledged. */
export interface Documents {
  /** Null where nothing was ever written. */
  read(tenant: string, name: string): Promise<unknown>;
  /**
   * Replaces a document by what `edit` makes of it: nobody else's change comes between. Where another process was faster `edit` is
   * called again; giving back what it was given writes nothing.
   */
  change(tenant: string, name: string, edit: (document: unknown) => unknown): Promise<void>;
}

/** What was answered to an activity, so that one that is sent again is not acted on again (BOT §2.6), by whichever process. */
export interface Answers {
  /** `first`: whoever asks shall answer, and says so with `keep`. Others are told to wait until then, or until `until`. */
  begin(
    tenant: string,
    key: string,
    lease: { readonly at: Instant; readonly until: Instant },
  ): Promise<
    | { readonly kind: 'first' }
    | { readonly kind: 'under-way' }
    | { readonly kind: 'answered'; readonly answer: unknown }
  >;
  keep(tenant: string, key: string, answer: unknown, at: Instant): Promise<void>;
  /** It came to nothing: the same activity may be tried again. */
  drop(tenant: string, key: string): Promise<void>;
  /** Forgets what began before an instant. */
  forget(tenant: string, before: Instant): Promise<void>;
}

/** Calls jobs again and again; where several processes share a store, each round is run by one of them. */
export interface Scheduler {
  /** Begins; `stop` lets the rounds that have begun end. */
  start(jobs: readonly Scheduled[]): Promise<{ readonly stop: () => Promise<void> }>;
}

export interface Scheduled {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

/** A page of one table, every row with its tenant and, where there are books, its book; parents come before children. */
export interface ArchivePage {
  readonly table: 'books' | 'entries' | 'actors' | 'rows' | 'outbox' | 'acknowledgements' | 'documents';
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Everything that a store holds, for another one to take over: a backup, or a move. */
export interface Archive {
  isEmpty(): Promise<boolean>;
  /** Sees to it that no bot writes meanwhile, or refuses; until what it gives is called. */
  alone(): Promise<() => void>;
  /** As it is at one moment, whatever is written meanwhile. */
  pages(): AsyncIterable<ArchivePage>;
  /** Into an empty store: all of it, or nothing. */
  load(pages: AsyncIterable<ArchivePage>): Promise<void>;
}

/** Where the program keeps things: a folder of its own, or a PostgreSQL that several processes share. */
export interface Stores {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly outbox: Outbox;
  readonly answers: Answers;
  readonly documents: Documents;
  readonly scheduler: Scheduler;
  readonly archive: Archive;
  /** What is wrong with the store itself, beside the journal that it holds; nothing when all is well. */
  inspect(tenant: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Whether somebody may be trusted with anything, as far as the directory can tell. */
export type Holder =
  /** A member, with the role template ids that they hold. */
  | { readonly kind: 'member'; readonly roles: ReadonlySet<string> }
  /** A guest, somebody disabled, or somebody that the directory does not know. */
  | { readonly kind: 'stranger' }
  /** The directory's answer says too little to decide on: the program lacks that permission. */
  | { readonly kind: 'unreadable'; readonly permission: string };

/** What the tenant has subscribed to. */
export interface Subscription {
  readonly skuId: string;
  readonly isEnabled: boolean;
  /** Whether a partner sold it, who bills for it. */
  readonly isByPartner: boolean;
}

/** People and products of the tenant, and what roles somebody holds. */
export interface Directory {
  people(): Promise<readonly Person[]>;
  skus(): Promise<readonly Sku[]>;
  subscriptions(): Promise<readonly Subscription[]>;
  rolesOf(personId: string): Promise<Holder>;
}

/** Somebody, and the products that they are to be given together. */
export interface Assignment {
  readonly personId: string;
  readonly skuIds: readonly string[];
}

export interface Licences {
  /**
   * Gives them their products, many at a time, and tells of each person what became of it, in any order; says why not, where Graph says
   * so. Giving again what somebody has changes nothing. With the signal no more are begun; whoever was not told of was not done, or will
   * be done again. Rejects when Graph cannot be reached.
   */
  assign(
    assignments: readonly Assignment[],
    told: (personId: string, result: Result<'assigned', AssignmentFailure>) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Sets where people are, without which they can be given nothing: an ISO 3166-1 country, in two letters. */
  locate(
    personIds: readonly string[],
    country: string,
    told: (personId: string, result: Result<'located', AssignmentFailure>) => void,
  ): Promise<void>;
}

/** Lines of the tenant's usage log, in pages, for calls that began in [from, to]; a span of 90 days at most (FACTS §4.1). */
export interface CallLog {
  pages(range: { readonly from: Instant; readonly to: Instant }): AsyncIterable<ParsedRows>;
}

/** Somebody whom Microsoft has blocked from calling. */
export interface BlockedUser {
  readonly name: string;
  readonly at: Instant;
  /** In Microsoft's words. */
  readonly reason: string;
}

export interface BlockedUsers {
  /** Those blocked in a span of 90 days at most, and not unblocked since; oldest first. */
  list(range: { readonly from: Instant; readonly to: Instant }): Promise<readonly BlockedUser[]>;
}

/** What came out of a page of the log or of a file: good rows with their line, and what was wrong with the others. */
export interface ParsedRows {
  readonly rows: readonly CallRow[];
  /** The line of each row; the header is line 1. */
  readonly lines: readonly number[];
  readonly bad: readonly { readonly line: number; readonly problem: RowProblem }[];
}

export type PaymentOutcome =
  | { readonly kind: 'settled'; readonly reference: string }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'unknown' };

/** Who takes the money. The key makes a repeated charge the same charge (SPEC L8). */
export interface Payments {
  /** The ways to pay that an admin can choose from; never a card number, only what the gateway calls it. */
  methods(): Promise<readonly PaymentMethod[]>;
  charge(payment: Payment): Promise<PaymentOutcome>;
  /** What became of a charge; `never-seen` when the gateway has not heard of it. */
  outcomeOf(key: string): Promise<PaymentOutcome | { readonly kind: 'never-seen' }>;
}

/** A conversation that can be written to without being asked; what Teams needs for it is the driver's own affair. */
export interface Conversation {
  readonly id: string;
  readonly locale: string;
  readonly reference: unknown;
}

export type Delivery =
  | { readonly kind: 'delivered'; readonly activityId: string }
  /** The conversation is gone (403, 404): unsubscribe it. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined; readonly reason: string };

/** Writes to conversations on the bot's own initiative. */
export interface Messenger {
  /** A new message; in a channel, a new thread. */
  send(conversation: Conversation, card: unknown): Promise<Delivery>;
  /** Replaces a message of the bot's own. */
  update(conversation: Conversation, activityId: string, card: unknown): Promise<Delivery>;
}

/** The sandbox's own levers (SPEC §4): its people make calls, its time moves, its state begins anew. */
export interface SandboxControls {
  /** Makes calls that credits pay for, begun between the two instants; with `total` they cost exactly that together. */
  makeCalls(calls: {
    readonly count: number;
    readonly total?: Micros;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<void>;
  /** Another number of people, or another share of Graph's requests, in percent, that are turned away as too many. */
  become(change: { readonly people?: number; readonly throttled?: number }): Promise<void>;
  setClockOffset(offsetMs: number): void;
  reset(): Promise<void>;
}
export type { Log } from './log.ts';
