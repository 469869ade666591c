import { isDeepStrictEqual } from 'node:util';
import {
  nobody,
  type CallRow,
  type DrawingCall,
  type HeldRow,
  type IdentifiedRow,
  type Instant,
  type KnownRow,
  type KnownRows,
  type Micros,
  type Question,
  type RowChange,
  type StandingVersion,
  type Window,
} from '../../../core/index.ts';
import type { AskedRows, NextBook, RowVersion } from '../../../bot/ports/index.ts';

interface Version {
  row: CallRow;
  readonly version: string;
  state: RowVersion['state'];
  question: Question | undefined;
  cost: Micros;
  creditsCost: Micros;
  lookAlikeKey: string | undefined;
  isCorrection: boolean;
  arrival: number;
}

/** Every version of every call row, and which of them counts: what a store of rows knows, as plain synchronous maps. */
export class RowBook {
  readonly #byId = new Map<string, Version[]>();
  readonly #lookAlikes = new Map<string, Set<string>>();
  readonly #keyOf = new Map<string, string>();
  #arrivals = 0;

  apply(changes: readonly RowChange[]): void {
    for (const change of changes) this.#apply(change);
  }

  /** Of all ids and keys, where none are asked for. */
  known(page?: { readonly ids: readonly string[]; readonly lookAlikeKeys: readonly string[] }): KnownRows {
    const byId = new Map<string, KnownRow>();
    for (const id of page?.ids ?? this.#byId.keys()) {
      const versions = this.#byId.get(id);
      if (versions !== undefined) byId.set(id, knownRow(versions));
    }
    const lookAlikes = new Map<string, readonly string[]>();
    for (const key of page?.lookAlikeKeys ?? this.#lookAlikes.keys()) {
      const ids = this.#lookAlikes.get(key);
      if (ids !== undefined && ids.size > 0) lookAlikes.set(key, [...ids]);
    }
    return { byId, lookAlikes };
  }

  /** Rows that drew once, by the keys of those that they look like, or may look like since their numbers are not known. */
  everDrawn(asked: AskedRows['lookAlikes']): KnownRows['lookAlikes'] {
    const drew = this.#all(({ state, cost }) => ['standing', 'superseded', 'reversed'].includes(state) && cost > 0);
    const alike = asked.map(({ key, start }) => {
      const found = drew.filter(({ row, lookAlikeKey }) => {
        const isUnknown = lookAlikeKey === undefined || row.about.caller === '' || row.about.callee === '';
        return row.start === start && (lookAlikeKey === key || isUnknown);
      });
      return [key, [...new Set(found.map(({ row }) => row.id))]] as const;
    });
    return new Map(alike.filter(([, ids]) => ids.length > 0));
  }

  held(): readonly HeldRow[] {
    return this.#all(({ state }) => state === 'held').map(({ row, version, question }) => ({
      row,
      version,
      question: question ?? 'look-alike',
    }));
  }

  /** The standing version of every row that has one. */
  standing(): readonly (StandingVersion & Pick<Version, 'row' | 'creditsCost'>)[] {
    return this.#all(({ state }) => state === 'standing').map(one => ({
      ...standingVersion(one),
      row: one.row,
      creditsCost: one.creditsCost,
    }));
  }

  /** Those that draw, in the order of their start and then of their id. */
  drawing(): readonly DrawingCall[] {
    return this.#all(({ state, cost }) => state === 'standing' && cost > 0)
      .map(({ row, cost }) => ({ id: row.id, start: row.start, cost }))
      .toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1));
  }

  versionsOf(id: string): readonly RowVersion[] {
    const byRow = this.#byId.get(id);
    const found = byRow ?? this.#all(({ row }) => row.about.callId.toLowerCase() === id.toLowerCase());
    return found.map(({ row, version, state, cost }) => ({ row, version, state, cost }));
  }

  demandIn({ from, to }: Window): Micros {
    return from >= to ? 0 : this.#cost(({ start }) => start >= from && start < to);
  }

  demandBefore(call: { readonly id: string; readonly start: Instant; readonly from: Instant }): Micros {
    return this.#cost(
      ({ id, start }) => start >= call.from && (start < call.start || (start === call.start && id < call.id)),
    );
  }

  /** The rows of a book that leads this one on. */
  ledOn(stateOf: NextBook['stateOf'], seqOfCall: (version: string) => number | undefined, seq: number): RowBook {
    const next = new RowBook();
    const old = this.#all(() => true).toSorted((one, other) => one.arrival - other.arrival);
    const billed = old.map(one => ({ one, entrySeq: seqOfCall(`${one.row.id}#${one.version}`) ?? null }));
    const kept = billed.findLast(({ entrySeq }) => entrySeq !== null && entrySeq <= seq)?.one.arrival ?? 0;
    for (const { one, entrySeq } of billed) {
      const { id } = one.row;
      const state = stateOf({ id, version: one.version, state: one.state, entrySeq, wasKnown: one.arrival <= kept });
      if (state === undefined) continue;
      next.#byId.set(id, [...(next.#byId.get(id) ?? []), { ...one, state, arrival: (next.#arrivals += 1) }]);
      next.#index(id);
    }
    return next;
  }

  /** Blanks the people and numbers of calls that began before. */
  erase(before: Instant): number {
    const old = this.#erasable(before);
    for (const one of old) {
      one.row = { ...one.row, about: nobody };
      one.lookAlikeKey = undefined;
      this.#index(one.row.id);
    }
    return old.length;
  }

  complete(rows: readonly IdentifiedRow[]): number {
    let completed = 0;
    for (const { row, version } of rows) {
      const known = this.#byId.get(row.id)?.find(one => one.version === version);
      const whole = { ...row, about: known?.row.about ?? row.about };
      if (known === undefined || isDeepStrictEqual(known.row, whole)) continue;
      known.row = whole;
      completed += 1;
    }
    return completed;
  }

  erasable(before: Instant): number {
    return this.#erasable(before).length;
  }

  #erasable(before: Instant): readonly Version[] {
    return this.#all(({ row }) => row.start < before && Object.values(row.about).some(text => text !== ''));
  }

  counts(): { readonly corrections: number; readonly held: readonly Question[] } {
    return {
      corrections: this.#all(({ isCorrection }) => isCorrection).length,
      held: this.held().map(({ question }) => question),
    };
  }

  #all(isAsked: (version: Version) => boolean): Version[] {
    return [...this.#byId.values()].flatMap(versions => versions.filter(isAsked));
  }

  #cost(isAsked: (row: CallRow) => boolean): Micros {
    let sum = 0;
    for (const versions of this.#byId.values())
      for (const { state, row, cost } of versions) if (state === 'standing' && isAsked(row)) sum += cost;
    return sum;
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
      for (const one of versions) {
        one.row = { ...one.row, about: row.about };
        if (one.state === 'standing' && one.version === version)
          one.lookAlikeKey = change.lookAlikeKey ?? one.lookAlikeKey;
        if (Object.values(row.about).every(text => text === '')) one.lookAlikeKey = undefined;
      }
    } else {
      for (const one of versions) if (one.state === 'held' && one.version !== version) one.state = 'replaced';
      const stands = change.kind === 'stand' ? change : undefined;
      const superseded = versions.find(one => one.version === stands?.supersedes);
      if (superseded !== undefined) superseded.state = 'superseded';
      const arrived: Version = {
        row,
        version,
        state: ({ stand: 'standing', hold: 'held', ignore: 'ignored' } as const)[change.kind],
        question: change.kind === 'stand' ? undefined : change.question,
        cost: stands?.cost ?? 0,
        creditsCost: stands?.creditsCost ?? 0,
        lookAlikeKey: stands?.lookAlikeKey,
        isCorrection: stands?.supersedes !== undefined,
        arrival: this.#arrivals + 1,
      };
      const known = versions.find(one => one.version === version);
      if (known === undefined) {
        versions.push(arrived);
        this.#arrivals += 1;
      } else if (known.state === 'held') Object.assign(known, arrived, { arrival: known.arrival });
    }
    this.#index(row.id);
  }

  #move(id: string, version: string, state: RowVersion['state']): void {
    const found = this.#byId.get(id)?.find(one => one.version === version);
    if (found !== undefined) found.state = state;
    this.#index(id);
  }

  /** Indexes a row by the numbers of its standing version alone. */
  #index(id: string): void {
    const before = this.#keyOf.get(id);
    const key = this.#byId.get(id)?.find(({ state }) => state === 'standing')?.lookAlikeKey;
    if (before === key) return;
    if (before !== undefined) this.#lookAlikes.get(before)?.delete(id);
    if (key === undefined) this.#keyOf.delete(id);
    else {
      this.#keyOf.set(id, key);
      this.#lookAlikes.set(key, (this.#lookAlikes.get(key) ?? new Set()).add(id));
    }
  }
}

function knownRow(versions: readonly Version[]): KnownRow {
  const standing = versions.find(({ state }) => state === 'standing');
  const previous = versions.findLast(({ state }) => state === 'superseded');
  const ignored = versions.flatMap(({ state, question }) =>
    state === 'ignored' && question !== undefined ? [question] : [],
  );
  return {
    versions: versions.map(({ version }) => version),
    earliest: Math.min(...versions.map(({ row }) => row.start)),
    ...(standing !== undefined && { standing: standingVersion(standing) }),
    ...(previous !== undefined && { previous: standingVersion(previous) }),
    ...(ignored.length > 0 && { ignored: new Set(ignored) }),
  };
}

const standingVersion = ({ row, version, cost, lookAlikeKey }: Version): StandingVersion => ({
  version,
  start: row.start,
  cost,
  ...(lookAlikeKey !== undefined && { lookAlikeKey }),
});
