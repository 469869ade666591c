import type { Transaction } from '../../ports/index.ts';
import { callEntries } from '../stored/late-billing.ts';
import { arrayBytes, tuplesOf, type ArrayType, type BinaryWriter, type Tuples } from './binary.ts';
import { codeOfState } from '../stored/row-state.ts';
import { writeCall } from './call-columns.ts';
import { runsOf, writeRun } from './draws.ts';
import { writeEntry, writtenEntry } from './entries.ts';
import { bytesOfText } from './packed-bytes.ts';
import { rowWrites, type StateMove } from './row-writes.ts';
import type { StoredTypes } from './stored-types.ts';
import { addedUsage, noUsage, type AddedUsage, type ZoneDays } from './usage-cells.ts';

// What is sent to append batches: the arguments of `credits.append`, and the statement that calls it.

const parameters = ['tenant', 'book', 'revision', 'added', 'entries', 'draws', 'calls', 'descriptions', 'moves'];
const names = [...parameters, 'answered', 'actors', 'alerts', 'rules', 'days', 'months'];

const appendAll = `SELECT credits.append(${names.join(', ')}) AS book FROM unnest($1::credits.batch[])`;

/** The same for one wallet, with its parts as separate parameters: of those a distributed database takes the tenant to route it by. */
const appendOne = `SELECT credits.append(${names.map((_, index) => `$${index + 1}`).join(', ')}) AS book`;

/** A statement whose response has a row for each wallet, in their order. */
export interface AppendStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string;
}

/** Appends to all these wallets at once. */
export function appendStatement(wallets: readonly AppendValues[], types: StoredTypes): AppendStatement {
  const [alone] = wallets;
  if (wallets.length === 1 && alone !== undefined)
    return { text: appendOne, values: valuesOf(alone, types), name: 'append-one' };
  const batches = tuplesOf(wallets, (to, wallet) => writeBatch(to, wallet, types));
  return { text: appendAll, values: [arrayOf(types.batch, batches)], name: 'append-all' };
}

/** A batch as arguments of `credits.append`: how many entries there are, then lists, null where they are empty. */
export interface AppendParts extends AddedUsage {
  readonly added: number;
  readonly entries: Tuples | null;
  readonly draws: Tuples | null;
  readonly calls: Tuples | null;
  readonly descriptions: Tuples | null;
  readonly moves: Tuples | null;
  readonly answered: Tuples | null;
  readonly actors: string | null;
  readonly alerts: string | null;
}

/** The arguments of `credits.append`. */
export interface AppendValues extends AppendParts {
  readonly tenant: string;
  readonly book: number;
  readonly revision: number;
}

/** What calls add to the sums is left to the database where their zone is not known. */
export function appendParts(batch: Transaction, zone: ZoneDays | undefined): AppendParts {
  const writes = rowWrites(batch.rowChanges, callEntries(batch.entries));
  const { texts, runs } = runsOf(batch.entries, writes.drawn);
  return {
    added: batch.entries.length,
    entries: tuplesOf(texts.map(writtenEntry), writeEntry),
    draws: tuplesOf(runs, writeRun),
    calls: tuplesOf(writes.rows, writeCall),
    descriptions: tuplesOf(writes.descriptions, writeCall),
    moves: tuplesOf(writes.moves, writeMove),
    answered: tuplesOf(writes.answered, writeCall),
    actors: listOf(batch.actors),
    // To no conversation: who is told of it is found out when it is taken up.
    alerts: listOf(
      batch.alerts.map(alert => ({
        id: alert.id,
        alert_id: alert.id,
        conversation_id: '',
        alert: JSON.stringify(alert),
      })),
    ),
    ...(zone === undefined ? noUsage : addedUsage(writes.rows, zone)),
  };
}

const valuesOf = (wallet: AppendValues, types: StoredTypes): readonly unknown[] => [
  ...[wallet.tenant, wallet.book, wallet.revision, wallet.added],
  arrayOf(types.written_entry, wallet.entries),
  arrayOf(types.drawn_run, wallet.draws),
  arrayOf(types.call, wallet.calls),
  arrayOf(types.call, wallet.descriptions),
  arrayOf(types.state_move, wallet.moves),
  arrayOf(types.call, wallet.answered),
  ...[wallet.actors, wallet.alerts, wallet.rules],
  arrayOf(types.usage_cell, wallet.days),
  arrayOf(types.usage_cell, wallet.months),
];

function writeBatch(to: BinaryWriter, wallet: AppendValues, types: StoredTypes): void {
  to.tuple(names.length);
  to.text(wallet.tenant);
  to.integer(wallet.book);
  to.bigint(wallet.revision);
  to.integer(wallet.added);
  to.tuples(types.written_entry, wallet.entries);
  to.tuples(types.drawn_run, wallet.draws);
  to.tuples(types.call, wallet.calls);
  to.tuples(types.call, wallet.descriptions);
  to.tuples(types.state_move, wallet.moves);
  to.tuples(types.call, wallet.answered);
  to.json(wallet.actors);
  to.json(wallet.alerts);
  to.text(wallet.rules);
  to.tuples(types.usage_cell, wallet.days);
  to.tuples(types.usage_cell, wallet.months);
}

function writeMove(to: BinaryWriter, { id, version, exceptVersion, was, becomes, at }: StateMove): void {
  to.tuple(6);
  to.bytea(bytesOfText(id));
  to.bytea(version === undefined ? null : bytesOfText(version));
  to.bytea(exceptVersion === undefined ? null : bytesOfText(exceptVersion));
  to.smallint(codeOfState(was));
  to.smallint(codeOfState(becomes));
  to.bigint(at ?? null);
}

function arrayOf({ element }: ArrayType, tuples: Tuples | null): Uint8Array | null {
  return tuples === null ? null : arrayBytes(element, tuples);
}

const listOf = (items: readonly unknown[]): string | null => (items.length === 0 ? null : JSON.stringify(items));
