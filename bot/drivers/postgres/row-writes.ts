import { unreachable, type CallRow, type RowChange } from '../../../core/index.ts';
import { aboutNobody, arrivedRow, type Arrived } from '../stored/row.ts';

/** A version that arrives, with the columns of its table. */
export interface NewRow {
  readonly entry_seq: number | null;
  readonly id: string;
  readonly version: string;
  state: string;
  readonly question: string | null;
  readonly start: number;
  readonly seconds: number;
  readonly charge: number;
  readonly fee: number;
  readonly currency: string;
  readonly capability: string;
  readonly cost: number;
  readonly credits_cost: number;
  look_alike_key: string | null;
  readonly is_correction: boolean;
  destination: string;
  person: string;
  about: string;
}

/** A change of state of an id's stored versions, of one or of all but one, where they are in the state `was`. */
export interface StateMove {
  readonly id: string;
  readonly version?: string;
  readonly except_version?: string;
  readonly was: string;
  readonly becomes: string;
}

/** The description of an id's stored versions; the look-alike key is for `version` alone. */
interface Description {
  readonly id: string;
  readonly version: string;
  readonly about: string;
  readonly destination: string;
  readonly person: string;
  readonly look_alike_key: string | null;
}

/** What a batch does to the table of rows, in sets: descriptions first, then moves, answers and arrivals. */
export interface RowWrites {
  readonly rows: readonly NewRow[];
  readonly descriptions: readonly Description[];
  readonly moves: readonly StateMove[];
  /** Held versions, as they are after their verdict. */
  readonly answered: readonly NewRow[];
}

/** Folds the changes, in order, into those sets; a version that arrives with the batch is changed before it is stored. */
export function rowWrites(changes: readonly RowChange[], seqOfCall: ReadonlyMap<string, number>): RowWrites {
  const rows: NewRow[] = [];
  const arrived = new Map<string, NewRow[]>();
  const descriptions = new Map<string, Description>();
  const moves: StateMove[] = [];
  const answered: NewRow[] = [];

  const describe = (change: RowChange & { readonly kind: 'describe' }): void => {
    const { id } = change.row;
    const words = wordsOf(change.row);
    const isBlank = words.about === aboutNobody;
    for (const row of arrived.get(id) ?? []) {
      Object.assign(row, words);
      if (isBlank) row.look_alike_key = null;
      if (row.version === change.version && row.state === 'standing')
        row.look_alike_key = change.lookAlikeKey ?? row.look_alike_key;
    }
    const before = descriptions.get(id);
    const key = change.lookAlikeKey ?? (before?.version === change.version ? before.look_alike_key : null);
    descriptions.set(id, { id, version: change.version, ...words, look_alike_key: key });
  };

  const arrive = (change: Arrived): void => {
    const { id } = change.row;
    const { version } = change;
    const others = arrived.get(id) ?? [];
    // Any newer version replaces one that was held.
    for (const row of others) if (row.state === 'held') row.state = 'replaced';
    if (change.origin !== 'new-row') moves.push({ id, except_version: version, was: 'held', becomes: 'replaced' });
    if (change.kind === 'stand' && change.supersedes !== undefined) {
      const superseded = others.find(row => row.version === change.supersedes);
      if (superseded === undefined)
        moves.push({ id, version: change.supersedes, was: 'standing', becomes: 'superseded' });
      else superseded.state = 'superseded';
    }
    const row = newRow(change, seqOfCall.get(`${id}#${version}`) ?? null);
    if (change.origin === 'answered') {
      answered.push(row);
      return;
    }
    rows.push(row);
    arrived.set(id, [...others, row]);
  };

  for (const change of changes) {
    switch (change.kind) {
      case 'reverse': {
        const { id, version, restored } = change;
        moves.push({ id, version, was: 'standing', becomes: 'reversed' });
        if (restored !== undefined) moves.push({ id, version: restored, was: 'superseded', becomes: 'standing' });
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
  return { rows, descriptions: [...descriptions.values()], moves, answered };
}

/** The version by its columns' names, without what PostgreSQL cannot store. */
function newRow(change: Arrived, seq: number | null): NewRow {
  const { entrySeq, creditsCost, lookAlikeKey, isCorrection, ...same } = arrivedRow(change, seq);
  return {
    ...same,
    entry_seq: entrySeq,
    credits_cost: creditsCost,
    look_alike_key: lookAlikeKey,
    is_correction: isCorrection === 1,
    ...wordsOf(change.row),
  };
}

const wordsOf = ({ about }: CallRow): { about: string; destination: string; person: string } => ({
  about: storableJson(JSON.stringify(about)),
  destination: storable(about.destination),
  person: storable(about.userName),
});

/** Without what a text in PostgreSQL cannot hold: NUL, and halves of surrogate pairs. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** The same for texts within JSON, where these are written as escapes. */
export const storableJson = (json: string): string =>
  /\\u(?:0000|d[89a-f])/i.test(json)
    ? JSON.stringify(JSON.parse(json, (_name, value: unknown) => (typeof value === 'string' ? storable(value) : value)))
    : json;
