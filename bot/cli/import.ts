import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decimal, unreachable, type Currency } from '../../core/index.ts';
import { say } from '../../cards/words.ts';
import { drawPages, type Rejected } from '../usage/draw-pages.ts';
import { openExport, type ExportFile, type ExportRefusal } from '../usage/usage-export.ts';
import { explainRefusal } from './explain-refusal.ts';
import { print, Refused, WrongUsage, type Verb } from './terminal.ts';
import { currencyAsked, openNeededWallet } from './wallet.ts';

export const importFiles: Verb = {
  name: 'import',
  options: ['currency', 'minimum'],
  usage: 'import FILE…',
  about: 'draw a PSTN usage export (zip or csv)',
  example: 'import PSTN_usage.zip',
  takes: 'words',
  run: async (session, files) => {
    const { ledger, rows } = session;
    if (files.length === 0) throw new WrongUsage('import needs a file');
    const exports = (await Promise.all(files.map(opened))).flat();
    const currency = await currencyAsked(session, () => commonCurrency(exports));
    // A file without a good row opens no wallet.
    if (await hasRows(exports)) await openNeededWallet(session, currency);
    const rejected: Rejected[] = [];
    for (const file of exports) {
      const imported = await drawPages({ ledger, file: file.name, by: null }, file.pages());
      if (!imported.ok) throw new Refused(explainRefusal(imported.refusal));
      rejected.push(...imported.value.rejected);
    }
    const totals = await rows.totals();
    const drawn = decimal(totals.drawn, currency);
    const explained = rejected.map(({ file, line, problem }) => ({
      file,
      line,
      reason: say('en', `problem.${problem}`),
    }));
    print(
      session,
      { ...totals, drawn, rejected: explained },
      [
        `${totals.rowsKnown} rows known, ${totals.rowsDrawn} drew ${drawn} ${currency}, ${totals.corrections} corrections`,
        `questions: ${totals.questionsLookAlike} look alike, ${totals.questionsOtherCurrency} in another currency`,
        ...explained.map(({ file, line, reason }) => `${file} line ${line}: ${reason}`),
      ].join('\n'),
    );
  },
};

async function opened(file: string): Promise<readonly ExportFile[]> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refused(`${file}: ${code === 'ENOENT' ? 'no such file' : message}`);
  });
  const found = await openExport({ name: path.basename(file), bytes });
  if (!found.ok) throw new Refused(explainExport(found.refusal));
  return found.value;
}

async function hasRows(exports: readonly ExportFile[]): Promise<boolean> {
  for (const file of exports) for await (const { rows } of file.pages()) if (rows.length > 0) return true;
  return false;
}

/** The currency in which most rows that credits paid for were charged: what the wallet of such an export must be in. */
async function commonCurrency(exports: readonly ExportFile[]): Promise<Currency> {
  const counts = new Map<Currency, number>();
  for (const file of exports) {
    for await (const { rows } of file.pages()) {
      for (const row of rows) {
        if (row.capability === 'MCOPSTNPP') counts.set(row.currency, (counts.get(row.currency) ?? 0) + 1);
      }
    }
  }
  return [...counts].toSorted((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))[0]?.[0] ?? 'USD';
}

function explainExport(refusal: ExportRefusal): string {
  switch (refusal.kind) {
    case 'not-an-export':
      return `${refusal.file}: not a PSTN usage export (Calls.Export.….zip, or PSTN.calls.….csv from it)`;
    case 'missing-columns':
      return `${refusal.file}: columns missing: ${refusal.columns.join(', ')}`;
    case 'too-large-unpacked':
      return `${refusal.file}: larger than ${refusal.bytes} bytes when unpacked`;
    case 'damaged-archive':
      return `${refusal.file}: the zip is damaged`;
    default:
      return unreachable(refusal);
  }
}
