import { decimal, toIso, type Invoice, type Pool } from '../../core/index.ts';
import { invoiceOf } from '../reports/invoice-of.ts';
import { explainCall, type ExplainedRow } from '../wallets/explain-call.ts';
import { dayAndTime } from './speech.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';
import { readOpen } from './wallet.ts';

export const explain = verb({
  name: 'explain',
  about: 'a call: its charge, the lots that pay, the invoice of each',
  example: 'explain 9c4984c7-6c3c-427d-a30c-bd0b2eacee90',
  takes: 'CALL-ID',
  options: {},
  run: async (session, _values, words) => {
    const [asked, ...more] = words;
    if (asked === undefined || more.length > 0) throw new WrongUsage('explain needs one call id');
    const { wallet, terms } = await readOpen(session);
    const found = await explainCall(session, wallet.pool, asked);
    if (found.length === 0) throw new Refused(`no call has the id ${asked}`);
    const invoices = await invoicesOf(session, wallet.pool, found);
    const { currency, timeZone } = terms;
    const when = (iso: string): string => dayAndTime(Date.parse(iso), timeZone);
    const explained = found.map(({ id, versions, standing, coverage, entry }) => ({
      row: id,
      callId: versions[0]?.row.about.callId ?? '',
      start: standing === undefined ? null : toIso(standing.row.start),
      seconds: standing?.row.durationSeconds ?? null,
      cost: decimal(standing?.cost ?? 0, currency),
      lots: coverage.lots.map(({ lotId, invoice, amount }) => {
        const bought = invoices.get(lotId);
        return {
          lot: lotId,
          amount: decimal(amount, currency),
          invoice,
          boughtFor: bought === undefined ? null : decimal(bought.amount, currency),
          reference: bought?.reference ?? null,
        };
      }),
      owed: decimal(coverage.owed, currency),
      versions: versions.map(({ version, state, row, cost }) => ({
        version,
        state,
        // Usage without a charge has no currency either.
        charge: decimal(row.charge, row.currency || currency),
        fee: decimal(row.fee, row.currency || currency),
        currency: row.currency,
        capability: row.capability,
        cost: decimal(cost, currency),
      })),
      entry: entry === undefined ? null : { seq: entry.seq, recordedAt: toIso(entry.recordedAt), hash: entry.hash },
    }));
    print(
      session,
      { currency, rows: explained },
      explained
        .flatMap(row => [
          `call ${row.callId}, row ${row.row}: ${row.cost} ${currency}${row.start === null ? '' : `, began ${when(row.start)} ${timeZone}, ${row.seconds} s`}`,
          ...row.lots.map(
            lot =>
              `  ${lot.amount} from lot ${lot.lot}${lot.invoice === null ? ', found when reconciling' : `, invoice ${lot.invoice} of ${lot.boughtFor}${lot.reference === '' ? '' : ` (${lot.reference})`}`}`,
          ),
          ...(Number(row.owed) > 0 ? [`  ${row.owed} owed: no lot covers it`] : []),
          ...row.versions.map(
            version =>
              `  version ${version.version.slice(0, 12)} ${version.state}: charge ${version.charge} + fee ${version.fee} ${version.currency}, ${version.capability}`,
          ),
          ...(row.entry === null
            ? []
            : [`  entry ${row.entry.seq}, recorded ${when(row.entry.recordedAt)}, ${row.entry.hash}`]),
        ])
        .join('\n'),
    );
  },
});

/** The invoices of the lots that pay, by the lot's id. */
async function invoicesOf(
  session: Session,
  pool: Pool,
  found: readonly ExplainedRow[],
): Promise<ReadonlyMap<string, Invoice>> {
  const paying = new Set(found.flatMap(({ coverage }) => coverage.lots.map(({ lotId }) => lotId)));
  const bought = pool.lots.filter(({ id, invoice }) => invoice !== null && paying.has(id));
  return new Map(await Promise.all(bought.map(async lot => [lot.id, await invoiceOf(session, lot)] as const)));
}
