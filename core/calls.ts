import type { Instant } from './calendar.ts';
import { add, type Currency, type Micros } from './money.ts';
import type { Bucket } from './pool.ts';
import { isPrepaidAt, type Span } from './spans.ts';

/** One line of the usage log, from Graph or from the admin center's export (M9). Names and numbers stay in `about`. */
export interface CallRow {
  /** Graph's `id` or the export's `UsageId`, lower case: the same call has the same id in both. */
  readonly id: string;
  readonly start: Instant;
  readonly durationSeconds: number;
  readonly charge: Micros;
  readonly fee: Micros;
  /** '' of a row that has neither a charge nor a currency. */
  readonly currency: Currency;
  /** The license that paid for the call; `MCOPSTNPP` is Communications Credits (M10). */
  readonly capability: string;
  readonly about: CallDescription;
}

/** What describes a call but does not decide what it costs. It lives in the store of rows, never in the journal (L2). */
export interface CallDescription {
  readonly callId: string;
  readonly userId: string;
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly callType: string;
  readonly caller: string;
  readonly callee: string;
  readonly destination: string;
}

/** What is left of a description once it is erased. */
export const nobody: CallDescription = {
  callId: '',
  userId: '',
  userName: '',
  userPrincipalName: '',
  callType: '',
  caller: '',
  callee: '',
  destination: '',
};

/** The row as it may be kept: without people and numbers if it began before the last erasure (L10). */
export const withoutErased = (row: CallRow, erasedBefore: Instant | undefined): CallRow =>
  isErased(row.start, erasedBefore) ? { ...row, about: nobody } : row;

const isErased = (start: Instant, erasedBefore: Instant | undefined): boolean =>
  erasedBefore !== undefined && start < erasedBefore;

/** SHA-256 of a text, as 64 hexadecimal digits; handed in, so that core stays pure (L2). */
export type Hash = (text: string) => string;

/** The version of a row: other fields than these only update its description (L10). */
export const versionOf = (row: CallRow, hash: Hash): string =>
  hash(JSON.stringify([row.start, row.durationSeconds, row.charge, row.fee, row.currency, row.capability]));

/**
 * Equal for rows that look alike: same caller, callee and start where both numbers are present; where one is not, the same call id in all that
 * the row says of the call. Nothing where there is no call id either (L10).
 */
export function lookAlikeKey({ about, start, durationSeconds, charge, fee }: CallRow, hash: Hash): string | undefined {
  const { caller, callee, callId, userId, callType, destination } = about;
  if (hasNumbers({ about })) return hash(JSON.stringify([caller, callee, start]));
  return callId === ''
    ? undefined
    : hash(
        JSON.stringify([caller, callee, start, callId, userId, callType, destination, durationSeconds, charge, fee]),
      );
}

const hasNumbers = ({ about }: Pick<CallRow, 'about'>): boolean => about.caller !== '' && about.callee !== '';

/**
 * Whether Microsoft names the capability (M10), or it is the plan of a number or for messages of its own. Under another name nobody can tell
 * whether credits paid: where nothing was charged that makes no difference.
 */
const isKnownCapability = (capability: string): boolean =>
  capability === 'MCOPSTNPP' ||
  /^(?:MCOPSTN(?:PP|U|CAP|\d{1,2})|MCOEV(?:_VIRTUALUSER(?:_GOV)?)?|MCOMEETADD(?:_\w{1,30})?|MCOMEETACPEA(?:_GOV)?|MCOSMS\d{0,2}|FREECALL)$/.test(
    capability,
  );

/** The row as if credits had paid for it, where its capability does not tell. */
const asIfPaid = (row: CallRow): CallRow =>
  isKnownCapability(row.capability) ? row : { ...row, capability: 'MCOPSTNPP' };

/** What credits paid for a row, whichever pool they were in. Whether `charge` contains the fee is a setting (L10). */
export function creditsCostOf(row: CallRow, { isFeeInCharge }: { readonly isFeeInCharge: boolean }): Micros {
  if (row.capability !== 'MCOPSTNPP') return 0;
  return Math.max(0, isFeeInCharge ? row.charge : add(row.charge, row.fee));
}

/** What a row costs this pool: nothing if it began while the organization paid after use, or before the pool opened (L10). */
export function costOf(
  row: CallRow,
  terms: { readonly isFeeInCharge: boolean; readonly spans: readonly Span[] },
): Micros {
  return isPrepaidAt(terms.spans, row.start) ? creditsCostOf(row, terms) : 0;
}

/** What a held row costs once somebody has said that it is to be billed. */
export const billedCostOf = (row: CallRow, terms: Parameters<typeof costOf>[1]): Micros => costOf(asIfPaid(row), terms);

/** Whether a row gives money back: it is known, and draws nothing (L10). */
export const isRefundRow = ({ charge, fee }: CallRow): boolean => add(charge, fee) < 0;

/** A row with its keys: worked out once, for the store of rows and for `classify`. */
export interface IdentifiedRow {
  readonly row: CallRow;
  readonly version: string;
  readonly lookAlikeKey: string | undefined;
}

/** Works out a row's version and look-alike key. */
export const identify = (row: CallRow, hash: Hash): IdentifiedRow => ({
  row,
  version: versionOf(row, hash),
  lookAlikeKey: lookAlikeKey(row, hash),
});

/** Why a row may be held (L10). */
export const questionKinds = ['look-alike', 'other-currency', 'erased', 'unknown-capability'] as const;

/**
 * Why a row is held: it looks like a known one, or is in another currency; or it is new and began before an erasure, so that nobody can
 * tell whether it looks like a known one; or it was charged under a capability that does not tell whether credits paid (L10).
 */
export type Question = (typeof questionKinds)[number];

/** The version of a row that counts, and what it costs the pool. */
export interface StandingVersion {
  readonly version: string;
  readonly start: Instant;
  readonly cost: Micros;
  readonly lookAlikeKey?: string;
}

/** What the store of rows knows of one id: every version ever seen, and the standing one. */
export interface KnownRow {
  readonly versions: readonly string[];
  /** The earliest start of these. */
  readonly earliest?: Instant;
  readonly standing?: StandingVersion;
  /** The version that stood before and would stand again if the standing one were reversed. */
  readonly previous?: StandingVersion;
  /** The questions about this id that were answered with "ignore", which holds for its newer versions too (L10). */
  readonly ignored?: ReadonlySet<Question>;
  /** Versions that were answered with "ignore" before the store was lost: it does not know any more what they were asked about. */
  readonly ignoredVersions?: ReadonlySet<string>;
}

/** A version of a row that is neither billed nor dropped until its question is answered. */
export interface HeldRow {
  readonly row: CallRow;
  readonly version: string;
  readonly question: Question;
}

/** What the store knows of a page of rows; absent ids and keys are unknown. */
export interface KnownRows {
  readonly byId: ReadonlyMap<string, KnownRow>;
  /** Look-alike key → ids of the standing, drawing rows that have it. */
  readonly lookAlikes: ReadonlyMap<string, readonly string[]>;
  /** After a store was lost, by the same keys, rows that drew once: what looks like another of these may have been held when it was known. */
  readonly drewBefore?: KnownRows['lookAlikes'];
}

/** Where a version comes from: a row not seen before, a known row, or a held version that has been answered. */
export type Origin = 'new-row' | 'new-version' | 'answered';

/** A change to the store of rows, saved in the same transaction as the entries (B15). */
export type RowChange =
  | {
      readonly kind: 'stand';
      readonly origin: Origin;
      readonly row: CallRow;
      readonly version: string;
      readonly cost: Micros;
      /** What credits paid for it whether or not it draws from this pool: rows outside its spans count in usage (L10). */
      readonly creditsCost: Micros;
      readonly lookAlikeKey?: string;
      readonly supersedes?: string;
    }
  | ({ readonly kind: 'hold'; readonly origin: Origin } & HeldRow)
  /** Answered with "ignore", now or before: neither billed nor asked about. */
  | ({ readonly kind: 'ignore'; readonly origin: Origin } & HeldRow)
  /** The version is no longer standing; `restored` is, if there was one before it. */
  | { readonly kind: 'reverse'; readonly id: string; readonly version: string; readonly restored?: string }
  | { readonly kind: 'describe'; readonly row: CallRow; readonly version: string; readonly lookAlikeKey?: string };

/**
 * A rejected row, by its place in the page: it starts in the future, costs more than the wallet's usage may still grow by (L1), or began
 * since an order was placed that may or may not end paying after use (L10).
 */
export interface RowRejection {
  readonly kind: 'starts-in-future' | 'too-large' | 'awaits-order';
  readonly index: number;
  readonly id: string;
}

/** A row whose cost is new or has changed, with the version that it supersedes. */
export interface CostChange {
  readonly row: CallRow;
  readonly version: string;
  readonly cost: Micros;
  readonly was?: StandingVersion;
}

/** The result of a page: changes for the store of rows, costs to draw in replay order, and rejected rows. */
export interface Classified {
  readonly changes: readonly RowChange[];
  readonly costs: readonly CostChange[];
  readonly rejected: readonly RowRejection[];
}

/** What `classify` depends on: the wallet's terms, the present instant, and how much usage may still grow. */
export interface PageTerms {
  readonly currency: Currency;
  readonly isFeeInCharge: boolean;
  readonly spans: readonly Span[];
  readonly now: Instant;
  readonly room: Micros;
  readonly erasedBefore?: Instant | undefined;
  /** Rows that credits pay for and that began then or later are not decided yet; none, if absent. */
  readonly undecidedFrom?: Instant;
  /** What calls cost between the instants that matter: no sum of them may leave what a number holds exactly. */
  readonly buckets?: readonly Bucket[];
}

/**
 * Decides for each row of a page, in the order of arrival, whether it is new, a duplicate, a correction, a question or bad
 * (L10). Linear in the rows; the page may contain several versions of one id.
 */
export function classify(rows: readonly IdentifiedRow[], known: KnownRows, terms: PageTerms): Classified {
  const page = new Page(known, terms);
  for (const [index, row] of rows.entries()) page.take(row, index);
  return { changes: page.changes, costs: inReplayOrder(page.costs), rejected: page.rejected };
}

/** What is known of the rows, updated row by row, so that later rows of the page see earlier ones. */
class Page {
  readonly changes: RowChange[] = [];
  readonly costs: CostChange[] = [];
  readonly rejected: RowRejection[] = [];
  readonly #byId: Map<string, KnownRow>;
  readonly #lookAlikes: Map<string, readonly string[]>;
  readonly #drewBefore: KnownRows['drewBefore'];
  readonly #terms: PageTerms;
  #room: Micros;
  /** What the page's rows cost so far: all of it may be of one bucket. */
  #added: Micros = 0;
  /** The demand of the fullest bucket. */
  readonly #fullest: Micros;

  constructor(known: KnownRows, terms: PageTerms) {
    this.#byId = new Map(known.byId);
    this.#lookAlikes = new Map(known.lookAlikes);
    this.#drewBefore = known.drewBefore;
    this.#terms = terms;
    this.#room = terms.room;
    this.#fullest = (terms.buckets ?? []).reduce((most, { demand }) => Math.max(most, demand), 0);
  }

  take({ row: given, version, lookAlikeKey: ownKey }: IdentifiedRow, index: number): void {
    const seen = this.#byId.get(given.id);
    // A row of which any version began before the erasure counts as erased.
    const earliest = Math.min(given.start, seen?.earliest ?? given.start);
    const isBlank = isErased(earliest, this.#terms.erasedBefore);
    const row = isBlank ? { ...given, about: nobody } : given;
    const key = isBlank ? undefined : ownKey;
    const creditsCost = creditsCostOf(row, this.#terms);
    if (row.start > this.#terms.now) {
      this.rejected.push({ kind: 'starts-in-future', index, id: row.id });
      return;
    }
    if (creditsCostOf(asIfPaid(row), this.#terms) > 0 && row.start >= (this.#terms.undecidedFrom ?? Infinity)) {
      this.rejected.push({ kind: 'awaits-order', index, id: row.id });
      return;
    }
    if (seen?.versions.includes(version) === true) {
      if (!isBlank) this.#describe(row, version, key, seen);
      return;
    }
    const cost = costOf(row, this.#terms);
    const mayDraw = billedCostOf(row, this.#terms) > 0;
    const question = mayDraw ? this.#questionOf(row, isBlank ? 'erased' : key, seen) : undefined;
    const more = cost - (seen?.standing?.cost ?? 0);
    if (question === undefined && (more > this.#room || !this.#hasRoom(row.start, cost))) {
      this.rejected.push({ kind: 'too-large', index, id: row.id });
      return;
    }
    // A correction has moved the row before the erasure: what its other versions say of people goes too.
    if (isBlank && seen !== undefined && !isErased(seen.earliest ?? earliest, this.#terms.erasedBefore))
      this.changes.push({ kind: 'describe', row, version });
    const versions = seen === undefined ? [version] : [...seen.versions, version];
    const origin = seen === undefined || seen.versions.length === 0 ? 'new-row' : 'new-version';
    if (question !== undefined) {
      this.changes.push({
        kind: isIgnored({ question, version }, seen) ? 'ignore' : 'hold',
        origin,
        row,
        version,
        question,
      });
      this.#byId.set(row.id, { ...seen, versions, earliest });
      return;
    }
    const was = seen?.standing;
    const standing: StandingVersion = { version, start: row.start, cost };
    const change = {
      kind: 'stand',
      origin,
      row,
      version,
      cost,
      creditsCost: row.currency === this.#terms.currency ? creditsCost : 0,
    } as const;
    const isNamed = key !== undefined && cost > 0;
    const named = isNamed ? { ...change, lookAlikeKey: key } : change;
    this.changes.push(was === undefined ? named : { ...named, supersedes: was.version });
    this.#room -= more;
    this.#added += cost;
    this.#byId.set(row.id, {
      ...seen,
      versions,
      earliest,
      standing: this.#named(row.id, standing, isNamed ? key : undefined, was),
    });
    if (was !== undefined) {
      if (cost > 0 || was.cost > 0) this.costs.push({ row, version, cost, was });
    } else if (cost > 0) this.costs.push({ row, version, cost });
  }

  /** Whether the calls of that time may cost so much more: where years are one bucket, that of a late row may be full (L1). */
  #hasRoom(start: Instant, cost: Micros): boolean {
    const full = Number.MAX_SAFE_INTEGER - this.#added - cost;
    const { buckets = [] } = this.#terms;
    if (this.#fullest <= full) return true;
    return (buckets.find(({ until }) => until > start)?.demand ?? 0) <= full;
  }

  /** A duplicate bills nothing, but may describe the call better, such as by its numbers. */
  #describe(row: CallRow, version: string, key: string | undefined, seen: KnownRow): void {
    const { standing } = seen;
    // Numbers that are known stay so where a spreadsheet has spoiled them.
    const isSame = key !== undefined && (hasNumbers(row) || key === standing?.lookAlikeKey);
    if (!isSame && standing?.lookAlikeKey !== undefined) return;
    if (key === undefined || standing?.version !== version || standing.cost === 0) {
      this.changes.push({ kind: 'describe', row, version });
      return;
    }
    this.changes.push({ kind: 'describe', row, version, lookAlikeKey: key });
    this.#byId.set(row.id, { ...seen, standing: this.#named(row.id, standing, key, standing) });
  }

  /** Files the row under this version's look-alike key, and no longer under that of the version before. */
  #named(id: string, standing: StandingVersion, key: string | undefined, was?: StandingVersion): StandingVersion {
    const old = was?.lookAlikeKey;
    if (old !== undefined)
      this.#lookAlikes.set(
        old,
        (this.#lookAlikes.get(old) ?? []).filter(other => other !== id),
      );
    if (key === undefined) return standing;
    this.#lookAlikes.set(key, [...(this.#lookAlikes.get(key) ?? []), id]);
    return { ...standing, lookAlikeKey: key };
  }

  #questionOf(row: CallRow, key: string | undefined, seen: KnownRow | undefined): Question | undefined {
    if (row.currency !== this.#terms.currency) return 'other-currency';
    if (key !== undefined && seen?.standing === undefined) {
      if (key === 'erased') return 'erased';
      if (this.#lookAlikes.get(key)?.some(id => id !== row.id) === true) return 'look-alike';
    }
    if (!isKnownCapability(row.capability)) return 'unknown-capability';
    const isAlike = key !== undefined && this.#drewBefore?.get(key)?.some(id => id !== row.id) === true;
    return isAlike ? 'look-alike' : undefined;
  }
}

/** Of an erased row nobody can tell whether it looks like another: what was said of look-alikes holds for it too. */
const isIgnored = ({ question, version }: Pick<HeldRow, 'question' | 'version'>, seen: KnownRow | undefined): boolean =>
  seen?.ignoredVersions?.has(version) === true ||
  seen?.ignored?.has(question) === true ||
  (question === 'erased' && seen?.ignored?.has('look-alike') === true);

/** Earlier calls first, then by id; the versions of one id keep the order in which they arrived (L5). */
export function inReplayOrder(costs: readonly CostChange[]): readonly CostChange[] {
  if (costs.every(({ was }) => was === undefined)) return costs.toSorted(byStart);
  const seen = new Set<string>();
  const first: CostChange[] = [];
  const later: CostChange[] = [];
  for (const change of costs) {
    (seen.has(change.row.id) ? later : first).push(change);
    seen.add(change.row.id);
  }
  return [...first.toSorted(byStart), ...later];
}

const byStart = ({ row: one }: CostChange, { row: other }: CostChange): number =>
  one.start - other.start || (one.id < other.id ? -1 : 1);
