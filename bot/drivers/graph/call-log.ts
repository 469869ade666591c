import { isDeepStrictEqual } from 'node:util';
import type { CallRecords } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import { parseCallRow, toIso, type CallRow, type Instant, type RowProblem } from '../../../core/index.ts';
import type { CallLog, ParsedRows } from '../../ports/index.ts';
import type { Graph } from './client.ts';
import { requests } from './requests.ts';

const text = z.string().nullish();
// An Edm.Decimal comes as a JSON number, or as text (G3); `decimalText` makes text of both.
const amount = z.union([z.number(), z.string()]).nullish();

const logRow = z.object({
  id: z.string(),
  callId: text,
  userId: text,
  userPrincipalName: text,
  userDisplayName: text,
  startDateTime: z.string(),
  duration: z.number(),
  charge: amount,
  connectionCharge: amount,
  currency: text,
  callType: text,
  callerNumber: text,
  calleeNumber: text,
  destinationName: text,
  licenseCapability: text,
} satisfies { readonly [Name in keyof CallRecords.PstnCallLogRow]?: z.ZodType });

/** The PSTN usage log, with CallRecord-PstnCalls.Read.All. */
export class GraphCallLog implements CallLog {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  pages({ from, to }: { readonly from: Instant; readonly to: Instant }): AsyncIterable<ParsedRows> {
    return parsedPages(this.#graph.pages(requests.calls, { from: toIso(from), to: toIso(to) }), rowOf);
  }
}

/** A row that comes twice comes close to itself (G23): so many are known by which to tell. */
const twinsWithin = 5000;

/** The rows met of late. */
class Twins {
  #met = new Map<string, object>();
  #before: ReadonlyMap<string, object> = new Map();

  /** Whether the same was said of that row before; what is said differently is a correction. */
  has(id: string, said: object): boolean {
    const before = this.#met.get(id) ?? this.#before.get(id);
    // The case of an id says nothing.
    if (before !== undefined && isDeepStrictEqual({ ...before, id }, { ...said, id })) return true;
    if (this.#met.size === twinsWithin) {
      this.#before = this.#met;
      this.#met = new Map();
    }
    this.#met.set(id, said);
    return false;
  }
}

/** Pages of a log with each row parsed, and those that come twice as one; lines are counted from the log's beginning. */
export async function* parsedPages(
  pages: AsyncIterable<readonly unknown[]>,
  parse: (value: unknown) => CallRow | RowProblem,
): AsyncIterable<ParsedRows> {
  let line = 0;
  const twins = new Twins();
  for await (const page of pages) {
    const rows: CallRow[] = [];
    const lines: number[] = [];
    const bad: { line: number; problem: RowProblem }[] = [];
    for (const one of page) {
      line += 1;
      const row = parse(one);
      if (typeof row === 'string') bad.push({ line, problem: row });
      else if (!twins.has(row.id, one as object)) {
        rows.push(row);
        lines.push(line);
      }
    }
    yield { rows, lines, bad };
  }
}

function rowOf(value: unknown): CallRow | RowProblem {
  const parsed = logRow.safeParse(value);
  if (!parsed.success) return 'not-a-row';
  const row = parsed.data;
  return parseCallRow({
    id: row.id,
    callId: row.callId ?? '',
    ...sharedOf(row),
    caller: row.callerNumber ?? '',
    callee: row.calleeNumber ?? '',
    callType: row.callType ?? '',
    start: row.startDateTime,
    seconds: String(row.duration),
    charge: decimalText(row.charge),
    fee: decimalText(row.connectionCharge),
  });
}

type OptionalText = string | null | undefined;

/** The fields that rows of calls and of messages share: who, where to, in which currency, and what paid for it. */
export const sharedOf = (row: {
  readonly userId?: OptionalText;
  readonly userPrincipalName?: OptionalText;
  readonly userDisplayName?: OptionalText;
  readonly destinationName?: OptionalText;
  readonly currency?: OptionalText;
  readonly licenseCapability?: OptionalText;
}) => ({
  userId: row.userId ?? '',
  userPrincipalName: row.userPrincipalName ?? '',
  userName: row.userDisplayName ?? '',
  destination: row.destinationName ?? '',
  currency: row.currency ?? '',
  capability: row.licenseCapability ?? '',
});

/** A charge as text: a JSON number without an exponent, rounded to a micro-unit (six decimals); text as it is; none as 0. */
export const decimalText = (value: number | string | null | undefined): string =>
  typeof value === 'number' ? value.toFixed(6) : (value ?? '0');
