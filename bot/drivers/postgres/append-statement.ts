import { lineOf } from '../../../core/index.ts';
import type { Transaction } from '../../ports/index.ts';
import { rowWrites, type NewRow } from './row-writes.ts';

// What is sent to append batches: the arguments of `credits.append`, and the statement that calls it.

const appendAll = `SELECT credits.append(tenant, book, revision, added, arrived, ids, amounts, entries, actors, rows, descriptions, moves,
                             answered, alerts) AS book
  FROM json_to_recordset($1) AS w (tenant text, book integer, revision bigint, added integer, arrived integer, ids json, amounts text,
                                   entries text, actors json, rows json, descriptions json, moves json, answered json, alerts json)`;

/** The same for one wallet, with its parts as separate parameters: long texts are parsed once less. */
const appendOne = `SELECT credits.append(${Array.from({ length: 14 }, (_, index) => `$${index + 1}`).join(', ')}) AS book`;

/** A statement, and whose response has a row for each wallet, in their order. */
export interface AppendStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string;
}

/** Appends to all these wallets at once. */
export function appendStatement(wallets: readonly AppendValues[]): AppendStatement {
  const [alone] = wallets;
  return wallets.length === 1 && alone !== undefined
    ? { text: appendOne, values: Object.values(alone), name: 'append-one' }
    : { text: appendAll, values: [`[${wallets.map(jsonOf).join(',')}]`], name: 'append-all' };
}

/**
 * A batch as arguments of `credits.append`, in its order: the counts of entries and rows, then lists (lines for amounts and entries, JSON
 * for the others), null where they are empty.
 */
export interface AppendParts {
  readonly added: number;
  readonly arrived: number;
  readonly ids: string | null;
  readonly amounts: string | null;
  readonly entries: string | null;
  readonly actors: string | null;
  readonly rows: string | null;
  readonly descriptions: string | null;
  readonly moves: string | null;
  readonly answered: string | null;
  readonly alerts: string | null;
}

/** The values of `credits.append`, in its order. */
export interface AppendValues extends AppendParts {
  readonly tenant: string;
  readonly book: number;
  readonly revision: number;
}

export function appendParts(batch: Transaction): AppendParts {
  const seqOfCall = new Map<string, number>();
  for (const { kind, id, seq } of batch.entries) if (kind === 'call-drawn') seqOfCall.set(id, seq);
  const writes = rowWrites(batch.rowChanges, seqOfCall);
  return {
    added: batch.entries.length,
    arrived: writes.rows.length,
    ids: listOf(batch.entries.map(({ id }) => id)),
    amounts: linesOf(batch.entries.map(({ postings }) => `{${postings.map(({ amount }) => amount).join(',')}}`)),
    entries: linesOf(batch.entries.map(lineOf)),
    actors: listOf(batch.actors),
    rows: writes.rows.length === 0 ? null : `[${writes.rows.map(rowJson).join(',')}]`,
    descriptions: listOf(writes.descriptions),
    moves: listOf(writes.moves),
    answered: listOf(writes.answered),
    // To no conversation: who is told of it is found out when it is taken up.
    alerts: listOf(
      batch.alerts.map(alert => ({
        id: alert.id,
        alert_id: alert.id,
        conversation_id: '',
        alert: JSON.stringify(alert),
      })),
    ),
  };
}

/** One wallet's values as a JSON object; lists that are JSON already are inserted as they are. */
function jsonOf({ tenant, book, revision, added, arrived, amounts, entries, ...lists }: AppendValues): string {
  const about = JSON.stringify({ tenant, book, revision, added, arrived, amounts, entries }).slice(0, -1);
  const given = Object.entries(lists).flatMap(([name, json]) => (json === null ? [] : [`,"${name}":${json}`]));
  return `${about}${given.join('')}}`;
}

/** The description is JSON already, and is inserted as it is. */
const rowJson = ({ about, ...row }: NewRow): string => `${JSON.stringify(row).slice(0, -1)},"about":${about}}`;

/** Neither JSON as written here nor a list of amounts has a line end of its own. */
const linesOf = (lines: readonly string[]): string | null => (lines.length === 0 ? null : lines.join('\n'));

const listOf = (items: readonly unknown[]): string | null => (items.length === 0 ? null : JSON.stringify(items));
