import {
  billedCostOf,
  costOf,
  type Entry,
  type IdentifiedRow,
  type KnownRow,
  type KnownRows,
  type Wallet,
} from '../../core/index.ts';
import type { Journal, Rows } from '../ports/index.ts';

/** Entries that were replayed, and not recorded here: after the one, up to the other. */
export interface ReplayedEntries {
  readonly after: number;
  readonly to: number;
}

/** What is remembered by: the wallet, and what the replayed entries say. */
export interface Remembering {
  readonly wallet: Wallet;
  readonly replays: readonly ReplayedEntries[];
  /** Versions that were answered with "ignore", each by `id#version`, and the rows that they are of. */
  readonly ignored: ReadonlySet<string>;
  readonly ignoredRows: ReadonlySet<string>;
  /** Versions that were reversed, each by `id#version`. */
  readonly reversed: ReadonlySet<string>;
  /** Versions that were found to be of before the one that is billed, each by `id#version`. */
  readonly earlier: ReadonlySet<string>;
  /** Versions that are certainly not. */
  readonly newer: ReadonlySet<string>;
}

/** What was known before, and is not now. */
export interface RememberedCalls {
  readonly byId: KnownRows['byId'];
  readonly drewBefore: KnownRows['lookAlikes'];
  /** Of these, the versions that cost nothing before the one that is billed, each by `id#version`. */
  readonly earlier: readonly string[];
}

export interface RememberedCallsPorts {
  readonly journal: Pick<Journal, 'entry'>;
  readonly rows: Pick<Rows, 'known'>;
}

/**
 * What was known of the calls of a page before the store was lost, and is not known now, as far as the replayed entries tell. Whatever drew
 * then has an entry, so that it is known by its name. What is not known by its name drew nothing then, or is new since:
 * - a version that costs nothing, of a row that an entry says to have stood at nothing before it was billed, has been superseded by that,
 *   unless it is known to be newer;
 * - a row that looks like one that drew once, or may look like one whose numbers are not known yet, was asked about;
 * - what was answered with "ignore" is not asked again, and what was reversed stays so.
 */
export async function rememberedOf(
  { journal, rows }: RememberedCallsPorts,
  page: readonly IdentifiedRow[],
  remembering: Remembering,
): Promise<RememberedCalls> {
  const { replays, ignored, ignoredRows, reversed, newer } = remembering;
  const lookAlikes = page.flatMap(({ row, lookAlikeKey: key }) => (key === undefined ? [] : { key, start: row.start }));
  const ids = page.map(({ row }) => row.id);
  const known = await rows.known({ ids, lookAlikes, lookAlikesAmong: 'ever-drawn' });
  const byId = new Map<string, KnownRow>();
  const earlier: string[] = [];
  for (const one of page) {
    const { id } = one.row;
    const seen = known.byId.get(id);
    const before = byId.get(id) ?? { versions: [] };
    const name = `${id}#${one.version}`;
    const wasIgnored = ignored.has(name) || (seen === undefined && ignoredRows.has(id));
    if (wasIgnored) {
      byId.set(id, { ...before, ignoredVersions: new Set([...(before.ignoredVersions ?? []), one.version]) });
      continue;
    }
    const mayBe = mayBeEarlier(one, seen, remembering) && !newer.has(name);
    const isEarlier = remembering.earlier.has(name) || (mayBe && (await stoodAtNothing(id, seen)));
    if (isEarlier) earlier.push(name);
    if (reversed.has(name) || isEarlier) byId.set(id, { ...before, versions: [...before.versions, one.version] });
  }
  return { byId, drewBefore: known.lookAlikes, earlier };

  async function stoodAtNothing(id: string, seen: KnownRow | undefined): Promise<boolean> {
    for (const version of seen?.versions ?? []) {
      const entry = await journal.entry(`${id}#${version}`);
      if (entry !== undefined && replays.some(replay => tellsOfNothing(entry, replay))) return true;
    }
    return false;
  }
}

/** Whether a version may have cost nothing before another one of its row was billed, and was not found to have. */
export const mayBeEarlier = (
  one: IdentifiedRow,
  seen: KnownRow | undefined,
  { wallet, earlier }: Pick<Remembering, 'wallet' | 'earlier'>,
): boolean =>
  (seen?.standing?.cost ?? 0) > 0 &&
  seen?.versions.includes(one.version) === false &&
  !earlier.has(`${one.row.id}#${one.version}`) &&
  costsNothing(one, wallet);

/** What the store knows of rows, with what was known before. */
export function together(known: KnownRows, { byId: before, drewBefore }: RememberedCalls): KnownRows {
  const byId = new Map(known.byId);
  for (const [id, { versions, ignoredVersions }] of before) {
    const seen = byId.get(id);
    byId.set(id, {
      ...seen,
      versions: [...(seen?.versions ?? []), ...versions],
      ...(ignoredVersions !== undefined && { ignoredVersions }),
    });
  }
  return { ...known, byId, drewBefore };
}

/** Whether a version draws nothing, and is not asked about. */
function costsNothing({ row }: IdentifiedRow, { terms, spans }: Wallet): boolean {
  if (terms === undefined) return false;
  const { isFeeInCharge } = terms;
  return costOf(row, { isFeeInCharge, spans }) === 0 && billedCostOf(row, { isFeeInCharge, spans }) === 0;
}

const tellsOfNothing = (entry: Entry, { after, to }: ReplayedEntries): boolean =>
  entry.kind === 'call-drawn' && entry.facts.was?.cost === 0 && entry.seq > after && entry.seq <= to;
