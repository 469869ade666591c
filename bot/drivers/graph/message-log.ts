import { z } from 'zod';
import { parseCallRow, toIso, type CallRow, type Instant, type RowProblem } from '../../../core/index.ts';
import type { CallLog, ParsedRows } from '../../ports/index.ts';
import { decimalText, parsedPages, sharedOf } from './call-log.ts';
import type { Graph } from './client.ts';
import { requests } from './requests.ts';

const text = z.string().nullish();

const logRow = z.object({
  id: z.string(),
  smsId: text,
  userId: text,
  userPrincipalName: text,
  userDisplayName: text,
  sentDateTime: z.string(),
  callCharge: z.union([z.number(), z.string()]).nullish(),
  currency: text,
  smsType: text,
  sourceNumber: text,
  destinationNumber: text,
  destinationName: text,
  licenseCapability: text,
});

/** The SMS usage log, which Graph has in its beta only (G4): a message is a call without a duration. */
export class GraphMessageLog implements CallLog {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  pages({ from, to }: { readonly from: Instant; readonly to: Instant }): AsyncIterable<ParsedRows> {
    return parsedPages(this.#graph.pages(requests.messages, { from: toIso(from), to: toIso(to) }), rowOf);
  }
}

function rowOf(value: unknown): CallRow | RowProblem {
  const parsed = logRow.safeParse(value);
  if (!parsed.success) return 'not-a-row';
  const row = parsed.data;
  return parseCallRow({
    id: row.id,
    callId: row.smsId ?? '',
    ...sharedOf(row),
    caller: row.sourceNumber ?? '',
    callee: row.destinationNumber ?? '',
    callType: row.smsType ?? '',
    start: row.sentDateTime,
    seconds: '0',
    charge: decimalText(row.callCharge),
    fee: '0',
  });
}
