import type { Reversible } from '../../core/index.ts';
import { invoiceOption, print, Refused, textOption, WrongUsage, type Session, type Verb } from './terminal.ts';
import { existingTerms, must } from './wallet.ts';

export const reverse: Verb = {
  name: 'reverse',
  options: ['row', 'version', 'invoice', 'reconciliation'],
  usage: 'reverse --row ID [--version V] | --invoice N | --reconciliation ID',
  about: 'take back a row, a purchase or a reconciliation',
  example: 'reverse --invoice 2',
  run: async session => {
    const what = reversible(session);
    await existingTerms(session);
    const id = await keyOf(session, what);
    const { entry, isRepeated } = await must(session, { kind: 'reverse', id, what });
    print(
      session,
      { reversed: what, entry: entry?.seq ?? null, repeated: isRepeated },
      `reversed${isRepeated ? ' before' : ''}, entry ${entry?.seq ?? ''}`,
    );
  },
};

function reversible({ options }: Session): Reversible {
  const row = textOption(options, 'row');
  const reconciliation = textOption(options, 'reconciliation');
  const named = [row, reconciliation, textOption(options, 'invoice')].filter(one => one !== undefined);
  if (named.length !== 1) throw new WrongUsage('reverse needs one of --row, --invoice and --reconciliation');
  if (row !== undefined) return { kind: 'row', id: row.toLowerCase() };
  if (reconciliation !== undefined) return { kind: 'reconciliation', id: reconciliation };
  return { kind: 'purchase', invoice: invoiceOption(options) };
}

/**
 * The version of a row is part of the key. Once a row has been reversed, the next reversal has to name its version: a command that is
 * only repeated must not take back one more.
 */
async function keyOf({ rows, options }: Session, what: Reversible): Promise<string> {
  if (what.kind === 'purchase') return `reverse:invoice:${what.invoice}`;
  if (what.kind === 'reconciliation') return `reverse:${what.id}`;
  const versions = (await rows.versionsOf(what.id)).filter(({ row }) => row.id === what.id);
  const named = textOption(options, 'version');
  const found = versions.findLast(({ version, state }) =>
    named === undefined ? state === 'standing' || state === 'reversed' : version.startsWith(named),
  );
  if (found === undefined) throw new Refused(`no row that counts has the id ${what.id}`);
  const isReversed = versions.some(({ state }) => state === 'reversed');
  const standing = versions.find(({ state }) => state === 'standing');
  if (named === undefined && isReversed && standing !== undefined)
    throw new Refused(
      `${what.id} was reversed before, to version ${standing.version.slice(0, 12)}: to reverse that too, name it with --version`,
    );
  return `reverse:${what.id}#${found.version}`;
}
