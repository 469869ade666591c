import type {
  HeldRow,
  Instant,
  KnownRow,
  KnownRows,
  Micros,
  RowChange,
  StandingVersion,
  Window,
} from '../../core/index.ts';

type State = 'standing' | 'superseded' | 'held' | 'replaced' | 'ignored' | 'reversed';

interface Version {
  readonly held: HeldRow;
  state: State;
  standing: StandingVersion;
}

/** The store of rows, in memory and at once: what the shell asks of a database. */
export class RowBook {
  readonly #byId = new Map<string, Version[]>();
  readonly #lookAlikes = new Map<string, Set<string>>();

  apply(changes: readonly RowChange[]): void {
    for (const change of changes) this.#apply(change);
  }

  known(ids?: Iterable<string>): KnownRows {
    const byId = new Map<string, KnownRow>();
    for (const id of ids ?? this.#byId.keys()) {
      const versions = this.#byId.get(id);
      if (versions === undefined) continue;
      const standing = versions.find(one => one.state === 'standing')?.standing;
      const previous = versions.findLast(one => one.state === 'superseded')?.standing;
      const ignored = versions.flatMap(({ state, held }) => (state === 'ignored' ? [held.question] : []));
      byId.set(id, {
        versions: new Set(versions.map(({ held }) => held.version)),
        ...(standing !== undefined && { standing }),
        ...(previous !== undefined && { previous }),
        ...(ignored.length > 0 && { ignored: new Set(ignored) }),
      });
    }
    const lookAlikes = new Map([...this.#lookAlikes].map(([key, ids]) => [key, [...ids]]));
    return { byId, lookAlikes };
  }

  held(): readonly HeldRow[] {
    return [...this.#byId.values()].flat().flatMap(({ state, held }) => (state === 'held' ? [held] : []));
  }

  /** Every row that counts, as it counts now. */
  standing(): readonly (StandingVersion & { readonly id: string })[] {
    return [...this.#byId].flatMap(([id, versions]) =>
      versions.flatMap(({ state, standing }) => (state === 'standing' ? [{ id, ...standing }] : [])),
    );
  }

  demandIn({ from, to }: Window): Micros {
    return this.standing().reduce((sum, { start, cost }) => (start >= from && start < to ? sum + cost : sum), 0);
  }

  demandBefore(call: { readonly id: string; readonly start: Instant; readonly from: Instant }): Micros {
    return this.standing()
      .filter(({ id, start }) => start >= call.from && (start < call.start || (start === call.start && id < call.id)))
      .reduce((sum, { cost }) => sum + cost, 0);
  }

  #apply(change: RowChange): void {
    if (change.kind === 'reverse') {
      this.#move(change.id, change.version, 'reversed');
      if (change.restored !== undefined) this.#move(change.id, change.restored, 'standing');
      return;
    }
    const { row, version } = change;
    const versions = this.#byId.get(row.id) ?? [];
    this.#byId.set(row.id, versions);
    if (change.kind === 'describe') {
      const standing = versions.find(one => one.state === 'standing' && one.held.version === version);
      if (standing !== undefined && change.lookAlikeKey !== undefined) {
        standing.standing = { ...standing.standing, lookAlikeKey: change.lookAlikeKey };
        this.#index(row.id);
      }
      return;
    }
    for (const one of versions) {
      if (one.state === 'held' && one.held.version !== version) one.state = 'replaced';
      if (change.kind === 'stand' && one.held.version === change.supersedes) one.state = 'superseded';
    }
    const state = ({ stand: 'standing', hold: 'held', ignore: 'ignored' } as const)[change.kind];
    const question = change.kind === 'stand' ? 'look-alike' : change.question;
    const key = change.kind === 'stand' ? change.lookAlikeKey : undefined;
    const standing = {
      version,
      start: row.start,
      cost: change.kind === 'stand' ? change.cost : 0,
      ...(key !== undefined && { lookAlikeKey: key }),
    };
    const known = versions.find(({ held }) => held.version === version);
    if (known === undefined) versions.push({ held: { row, version, question }, state, standing });
    else if (known.state === 'held') Object.assign(known, { state, standing });
    this.#index(row.id);
  }

  #move(id: string, version: string, state: State): void {
    const found = this.#byId.get(id)?.find(({ held }) => held.version === version);
    if (found === undefined) throw new Error(`no version ${version} of ${id}`);
    found.state = state;
    this.#index(id);
  }

  #index(id: string): void {
    for (const ids of this.#lookAlikes.values()) ids.delete(id);
    const key = this.#byId.get(id)?.find(one => one.state === 'standing')?.standing.lookAlikeKey;
    if (key !== undefined) this.#lookAlikes.set(key, (this.#lookAlikes.get(key) ?? new Set()).add(id));
  }
}
