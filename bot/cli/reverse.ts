import { lotMeant, type Entry, type Reversible } from '../../core/index.ts';
import { approvable, readInvoice, readReason, shared } from './options.ts';
import { record } from './record.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb, type Options, type Values } from './verb.ts';
import { existingTerms } from './wallet.ts';

const options = {
  row: {
    value: 'ID',
    about: 'a row of the usage log: the version before it counts again, or none',
    reads: text => text.trim().toLowerCase(),
  },
  version: { value: 'VERSION', about: 'of the row, where it was reversed before' },
  invoice: { value: 'NUMBER', about: 'a purchase' },
  return: {
    value: 'REFERENCE',
    about: 'a refund or a charge-back: its reference, or the number of its entry in history',
    reads: text => text.trim(),
  },
  reconciliation: { value: 'ID', about: 'a reconciliation, as reconcile printed it', reads: text => text.trim() },
} as const satisfies Options;

export const reverse = verb({
  name: 'reverse',
  about: 'take back what was recorded by mistake: one of --row, --invoice, --return and --reconciliation',
  example: 'reverse --invoice 2',
  options: { ...options, reason: shared.reason, ...approvable },
  run: async (session, values) => {
    const named = reversible(values);
    const text = readReason(values.reason);
    await existingTerms(session);
    const what = named.kind === 'return' ? await returnNamed(session, named.id) : named;
    const id = await keyOf(session, what, values.version);
    const recorded = await record(session, values, {
      request: { kind: 'reverse', id, what },
      reason: text === undefined ? undefined : { text, invoice: await invoiceOf(session, what) },
    });
    if (recorded === undefined) return;
    const { entry, isRepeated } = recorded;
    print(
      session,
      { reversed: what, entry: entry?.seq ?? null, repeated: isRepeated },
      `reversed${isRepeated ? ' before' : ''}, entry ${entry?.seq ?? ''}`,
    );
  },
});

function reversible({ row, reconciliation, invoice, return: returned }: Values<typeof options>): Reversible {
  if ([row, reconciliation, invoice, returned].filter(one => one !== undefined).length !== 1)
    throw new WrongUsage('reverse needs one of --row, --invoice, --return and --reconciliation');
  if (row !== undefined) return { kind: 'row', id: row };
  if (returned !== undefined) return { kind: 'return', id: returned };
  if (reconciliation !== undefined) return { kind: 'reconciliation', id: reconciliation };
  return { kind: 'purchase', invoice: readInvoice(invoice ?? '') };
}

/** A refund or a charge-back by the reference that was typed for it, by its entry's id, or by its entry's number. */
async function returnNamed({ ledger, journal }: Session, typed: string): Promise<Reversible> {
  const ids = [typed, `refund:${typed}`, `charge-back:${typed}`];
  const named = await Promise.all(ids.map(id => ledger.entry(id)));
  const numbered = /^[1-9]\d{0,14}$/.test(typed) ? await journal.entriesAfter(Number(typed) - 1, 1) : [];
  const found = [...named, ...numbered].flatMap(entry => (entry !== undefined && isReturn(entry) ? [entry.id] : []));
  const [id, ...others] = new Set(found);
  if (id === undefined)
    throw new Refused(`no refund or charge-back is known by ${typed}: history shows the numbers of entries`);
  if (others.length > 0)
    throw new Refused(`${typed} is said of more than one, name one of them: ${[id, ...others].join(', ')}`);
  return { kind: 'return', id };
}

const isReturn = ({ kind }: Entry): boolean => kind === 'credits-refunded' || kind === 'credits-charged-back';

/** The invoice with whose purchase the reason is shown. */
async function invoiceOf({ ledger }: Session, what: Reversible): Promise<number | undefined> {
  const read = await ledger.read();
  return read.ok ? (lotMeant(read.value.wallet.pool, what)?.invoice ?? undefined) : undefined;
}

/**
 * The version of a row is part of the key. Once a row has been reversed, the next reversal has to name its version: a command that is
 * only repeated must not take back one more. What stands is what is taken back, so that no other may be named.
 */
async function keyOf({ rows, ledger }: Session, what: Reversible, typed: string | undefined): Promise<string> {
  if (what.kind === 'purchase') return `reverse:invoice:${what.invoice}`;
  if (what.kind === 'reconciliation' || what.kind === 'return') return `reverse:${what.id}`;
  const versions = (await rows.versionsOf(what.id)).filter(({ row }) => row.id === what.id);
  const named = typed === undefined ? [] : versions.filter(({ version }) => version.startsWith(typed));
  if (named.length > 1) throw new Refused(`${typed} begins the names of more than one version of ${what.id}`);
  const [found] =
    typed === undefined
      ? versions.filter(({ state }) => state === 'standing' || state === 'reversed').slice(-1)
      : named;
  if (found === undefined) throw new Refused(`no row that counts has the id ${what.id}`);
  const isReversed = versions.some(({ state }) => state === 'reversed');
  const standing = versions.find(({ state }) => state === 'standing');
  const known = standing?.version.slice(0, 12);
  if (typed === undefined && isReversed && known !== undefined)
    throw new Refused(
      `${what.id} was reversed before, to version ${known}: to reverse that too, name it with --version`,
    );
  const key = `reverse:${what.id}#${found.version}`;
  if (found !== standing && (await ledger.entry(key)) === undefined)
    throw new Refused(
      `that version of ${what.id} does not count: ${known === undefined ? 'none' : `version ${known}`} does`,
    );
  return key;
}
