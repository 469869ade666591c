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
}

/** What was known before, and is not now. */
export interface RememberedCalls {
  readonly byId: KnownRows['byId'];
  readonly drewBefore: KnownRows['lookAlikes'];
}

export interface RememberedCallsPorts {
  readonly journal: Pick<Journal, 'entry'>;
  readonly rows: Pick<Rows, 'known'>;
}

/**
 * What was known of the calls of a page before the store was lost, and is not known now, as far as the replayed entries tell. Whatever drew
 * then has an entry, so that it is known by its name. What is not known by its name drew nothing then, or is new since:
 * - a version that costs nothing, of a row that an entry says to have stood at nothing before it was billed, has been superseded by that;
 * - a row that looks like one that drew once, or may look like one whose numbers are not known yet, was asked about;
 * - what was answered with "ignore" is not asked again, and what was reversed stays so.
 */
export async function rememberedOf(
  { journal, rows }: RememberedCallsPorts,
  page: readonly IdentifiedRow[],
  { wallet, replays, ignored, ignoredRows, reversed }: Remembering,
): Promise<RememberedCalls> {
  const lookAlikes = page.flatMap(({ row, lookAlikeKey: key }) => (key === undefined ? [] : { key, start: row.start }));
  const ids = page.map(({ row }) => row.id);
  const known = await rows.known({ ids, lookAlikes, lookAlikesAmong: 'ever-drawn' });
  const byId = new Map<string, KnownRow>();
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
    const mayBeBefore = costsNothing(one, wallet) && (seen?.standing?.cost ?? 0) > 0;
    if (reversed.has(name) || (mayBeBefore && (await stoodAtNothing(id, seen))))
      byId.set(id, { ...before, versions: [...before.versions, one.version] });
  }
  return { byId, drewBefore: known.lookAlikes };

  async function stoodAtNothing(id: string, seen: KnownRow | undefined): Promise<boolean> {
    for (const version of seen?.versions ?? []) {
      const entry = await journal.entry(`${id}#${version}`);
      if (entry !== undefined && replays.some(replay => tellsOfNothing(entry, replay))) return true;
    }
    return false;
  }
}

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
