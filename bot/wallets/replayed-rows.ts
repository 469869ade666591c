import { identify, rowOfEntry, type Currency, type Entry, type Hash, type RowChange } from '../../core/index.ts';
import { DriverError, type Rows, type RowVersion } from '../ports/index.ts';

/** Of one row no more versions are held at a time. */
const mostVersions = 100;

type EntryOf<Kind extends Entry['kind']> = Entry & { readonly kind: Kind };

/**
 * What entries that are replayed did to the call rows. A row that came after the backup is known by its entry alone: when it began, what it
 * cost, and its version, so that the log brings it no second time.
 */
export class ReplayedRows {
  readonly #rows: Pick<Rows, 'versionsOf' | 'questions'>;
  readonly #hash: Hash;
  readonly #currency: Currency;
  /** The versions of each row, as they are after the changes so far. */
  readonly #versions = new Map<string, RowVersion[]>();
  /** How many are known by their entries alone. */
  awaited = 0;

  constructor(rows: Pick<Rows, 'versionsOf' | 'questions'>, hash: Hash, currency: Currency) {
    this.#rows = rows;
    this.#hash = hash;
    this.#currency = currency;
  }

  /** Forgets what has been written: the store knows it. */
  written(): void {
    this.#versions.clear();
  }

  async changesOf(entry: Entry): Promise<readonly RowChange[]> {
    switch (entry.kind) {
      case 'call-drawn':
        return [await this.#drawn(entry)];
      case 'call-reversed':
        return this.#reversed(entry);
      case 'questions-answered':
        return entry.facts.verdict === 'ignore' ? this.#ignored(entry.facts.rows) : [];
      default:
        return [];
    }
  }

  async #drawn({ id: name, facts: { start, cost } }: EntryOf<'call-drawn'>): Promise<RowChange> {
    const { id, version } = partsOf(name);
    const versions = await this.#of(id);
    const known = versions.find(one => one.version === version);
    if (known !== undefined && known.state !== 'held')
      throw new DriverError(
        'rows-differ',
        `the call row ${id} is not as the journal would have it: restore another backup`,
      );
    const row = known?.row ?? rowOfEntry({ id, start, cost, currency: this.#currency });
    if (known === undefined) this.awaited += 1;
    const standing = versions.find(({ state }) => state === 'standing');
    const { lookAlikeKey } = known === undefined ? {} : identify(row, this.#hash);
    this.#set(id, [
      ...versions
        .filter(one => one !== known)
        .map(one => (one === standing ? { ...one, state: 'superseded' as const } : one)),
      { row, version, cost, state: 'standing' },
    ]);
    return {
      kind: 'stand',
      origin: known === undefined ? (versions.length === 0 ? 'new-row' : 'new-version') : 'answered',
      ...{ row, version, cost, creditsCost: cost },
      ...(lookAlikeKey !== undefined && { lookAlikeKey }),
      ...(standing !== undefined && { supersedes: standing.version }),
    };
  }

  async #reversed({ facts: { row: id, version } }: EntryOf<'call-reversed'>): Promise<readonly RowChange[]> {
    const versions = await this.#of(id);
    // One that cost nothing has no entry: what is known of the row stood before it, and stands again.
    if (!versions.some(one => one.version === version)) return [];
    const restored = versions.findLast(({ state }) => state === 'superseded')?.version;
    const stateOf = (one: RowVersion): RowVersion['state'] =>
      one.version === version ? 'reversed' : one.version === restored ? 'standing' : one.state;
    this.#set(
      id,
      versions.map(one => ({ ...one, state: stateOf(one) })),
    );
    return [{ kind: 'reverse', id, version, ...(restored !== undefined && { restored }) }];
  }

  /** Those that the backup holds as questions; of later ones nothing is known, and they are asked again. */
  async #ignored(names: readonly string[]): Promise<readonly RowChange[]> {
    const changes: RowChange[] = [];
    for (const name of names) {
      const { id, version } = partsOf(name);
      const versions = await this.#of(id);
      const held = versions.find(one => one.version === version && one.state === 'held');
      if (held === undefined) continue;
      this.#set(
        id,
        versions.map(one => (one === held ? { ...one, state: 'ignored' } : one)),
      );
      const asked = (await this.#rows.questions({ ids: [id], limit: mostVersions })).find(
        one => one.version === version,
      );
      if (asked !== undefined) changes.push({ kind: 'ignore', origin: 'answered', ...asked });
    }
    return changes;
  }

  async #of(id: string): Promise<readonly RowVersion[]> {
    // Where there is no row of that id, it may be that of a call.
    return this.#versions.get(id) ?? (await this.#rows.versionsOf(id)).filter(({ row }) => row.id === id);
  }

  #set(id: string, versions: readonly RowVersion[]): void {
    this.#versions.set(id, [...versions]);
  }
}

const partsOf = (name: string): { readonly id: string; readonly version: string } => {
  const at = name.lastIndexOf('#');
  return { id: name.slice(0, at), version: name.slice(at + 1) };
};
