import type { Instant } from './calendar.ts';
import { asIfPaid, billedCostOf, costOf, creditsCostOf, isKnownCapability } from './call-cost.ts';
import { hasNumbers, isErased, nobody, type CallRow, type IdentifiedRow } from './calls.ts';
import type {
  CostChange,
  HeldRow,
  KnownRow,
  KnownRows,
  Question,
  RowChange,
  RowRejection,
  StandingVersion,
} from './known-rows.ts';
import type { Currency, Micros } from './money.ts';
import { demandAround, type Bucket } from './pool.ts';
import type { Span } from './spans.ts';

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

  constructor(known: KnownRows, terms: PageTerms) {
    this.#byId = new Map(known.byId);
    this.#lookAlikes = new Map(known.lookAlikes);
    this.#drewBefore = known.drewBefore;
    this.#terms = terms;
    this.#room = terms.room;
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
    const isNamed = key !== undefined && cost > 0;
    this.changes.push({
      kind: 'stand',
      origin,
      row,
      version,
      cost,
      creditsCost: row.currency === this.#terms.currency ? creditsCost : 0,
      ...(isNamed && { lookAlikeKey: key }),
      ...(was !== undefined && { supersedes: was.version }),
    });
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
    return demandAround(this.#terms.buckets ?? [], start) <= full;
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
