import { unreachable, type Instant, type RowChange } from '../../../core/index.ts';
import { DriverError, type RowVersion } from '../../ports/index.ts';
import type { RowOfEntry } from '../stored/drawn-entries.ts';
import { recorded, type CallEntries } from '../stored/late-billing.ts';
import { arrivedRow, isOfNobody, type Arrived } from '../stored/row.ts';
import type { WrittenCall } from './call-columns.ts';
import { storable } from './storable.ts';

type Arriving = { -readonly [Name in keyof WrittenCall]: WrittenCall[Name] };

/** A change of state of an id's stored versions, of one or of all but one, where they are in the state `was`. */
export interface StateMove {
  readonly id: string;
  readonly version?: string;
  readonly exceptVersion?: string;
  readonly was: RowVersion['state'];
  readonly becomes: RowVersion['state'];
  /** When the entry was recorded that says so. */
  readonly at?: Instant | undefined;
}

/** What a batch does to the table of calls, in sets: descriptions first, then moves, answers and arrivals. */
export interface RowWrites {
  readonly rows: readonly WrittenCall[];
  /** The description of an id's stored versions; the look-alike key is for its version alone. */
  readonly descriptions: readonly WrittenCall[];
  readonly moves: readonly StateMove[];
  /** Held versions, as they are after their verdict. */
  readonly answered: readonly WrittenCall[];
  /** The rows that arrive and that entries are of, by the ids of these: the first that arrives is at 1. */
  readonly drawn: ReadonlyMap<string, RowOfEntry>;
}

/** Folds the changes, in order, into those sets; a version that arrives with the batch is changed before it is stored. */
export function rowWrites(changes: readonly RowChange[], entries: CallEntries): RowWrites {
  const rows: Arriving[] = [];
  const arrived = new Map<string, Arriving[]>();
  const descriptions = new Map<string, WrittenCall>();
  const moves: StateMove[] = [];
  const answered: WrittenCall[] = [];
  const drawn = new Map<string, RowOfEntry>();

  const describe = (change: RowChange & { readonly kind: 'describe' }): void => {
    const { row, version } = change;
    for (const other of arrived.get(row.id) ?? []) {
      other.about = row.about;
      if (isOfNobody(row.about)) other.lookAlikeKey = null;
      if (other.version === version && other.state === 'standing')
        other.lookAlikeKey = change.lookAlikeKey ?? other.lookAlikeKey;
    }
    // Of the stored versions the one that stands has a key, whichever is described after it; those that arrive have theirs already.
    const isNamed =
      change.lookAlikeKey !== undefined && !(arrived.get(row.id) ?? []).some(other => other.version === version);
    const named = isNamed ? change : (descriptions.get(row.id) ?? { version, lookAlikeKey: null });
    // Of what it describes, the database takes no more than the description.
    const described = {
      kind: 'ignore',
      origin: 'new-row',
      row,
      version: named.version,
      question: 'look-alike',
    } as const;
    descriptions.set(row.id, { ...arrivedRow(described), lookAlikeKey: named.lookAlikeKey ?? null });
  };

  const arrive = (change: Arrived): void => {
    const { id } = change.row;
    const { version } = change;
    const others = arrived.get(id) ?? [];
    // Any newer version replaces one that was held.
    for (const row of others) if (row.state === 'held') row.state = 'replaced';
    if (change.origin !== 'new-row') moves.push({ id, exceptVersion: version, was: 'held', becomes: 'replaced' });
    const key = `${id}#${version}`;
    const entry = entries.drawn.get(key);
    if (change.kind === 'stand' && change.supersedes !== undefined) {
      const superseded = others.find(row => row.version === change.supersedes);
      if (superseded === undefined)
        moves.push({ id, version: change.supersedes, was: 'standing', becomes: 'superseded', at: entry?.at });
      else Object.assign(superseded, recorded({ ...superseded, state: 'superseded' }, entry?.at, -1));
    }
    const row: Arriving = arrivedRow(change, entry);
    if (change.origin === 'answered') {
      answered.push(row);
      return;
    }
    if (others.some(other => other.version === version))
      throw new DriverError('store-failed', 'the store refused to write: a version of a call is taken');
    rows.push(row);
    arrived.set(id, [...others, row]);
    const { start, cost } = row;
    if (entry !== undefined) drawn.set(key, { arrival: rows.length, id: storable(id), version, start, cost });
  };

  for (const change of changes) {
    switch (change.kind) {
      case 'reverse': {
        const { id, version, restored } = change;
        const at = entries.reversed.get(`${id}#${version}`);
        moves.push({ id, version, was: 'standing', becomes: 'reversed', at });
        if (restored !== undefined) moves.push({ id, version: restored, was: 'superseded', becomes: 'standing', at });
        break;
      }
      case 'describe':
        describe(change);
        break;
      case 'stand':
      case 'hold':
      case 'ignore':
        arrive(change);
        break;
      default:
        unreachable(change);
    }
  }
  return { rows, descriptions: [...descriptions.values()], moves, answered, drawn };
}
