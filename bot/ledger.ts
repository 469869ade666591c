import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  balanceAt,
  clockOffsetOf,
  decimal,
  isCurrency,
  isExpired,
  multiply,
  microsPerUnit,
  parseAmount,
  parseInstant,
  poolAt,
  rest,
  toIso,
  unreachable,
  verify,
  type Currency,
  type Damage,
  type Mode,
  type Refusal,
} from '../core/index.ts';
import { say } from '../cards/words.ts';
import { isSandbox, readConfig } from './config.ts';
import { Conversations } from './conversations.ts';
import { openExport, type ExportFile, type ExportRefusal } from './drivers/csv/usage-export.ts';
import { LowdbDocuments } from './drivers/lowdb/documents.ts';
import { SqliteStore } from './drivers/sqlite/store.ts';
import { systemClock } from './drivers/system/clock.ts';
import { sha256 } from './drivers/system/sha256.ts';
import { importPages, type Rejected } from './import-usage.ts';
import { DriverError } from './ports.ts';
import { Wallets } from './wallets.ts';

// The operators' command line. Results go to standard output, all else to standard error; exit 0 when it did what it says, 1 when it
// refused, 2 on wrong usage (SPEC §8). It works beside a running bot: the journal's seq decides who was first.

const usage = `usage: npm run -s ledger -- <verb> [options]

  verify                                             check every entry of the journal
  buy --amount 100 [--at INSTANT] [--reference TEXT] record a purchase made elsewhere
  import FILE…                                       draw a PSTN usage export (zip or csv)
  balance [--at INSTANT]                             balance, what is owed, and the lots in draw order

options: --tenant T   the wallet's tenant (the only configured one when left out)
         --currency C the currency of a wallet that does not exist yet
         --json       one JSON object on standard output`;

class WrongUsage extends Error {}
class Refused extends Error {}

interface Session {
  readonly tenant: string;
  readonly mode: Mode;
  readonly store: SqliteStore;
  readonly wallets: Wallets;
  readonly isJson: boolean;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

const verbs: Record<string, (session: Session, files: readonly string[]) => Promise<void>> = {
  verify: verifyJournal,
  buy,
  import: importFiles,
  balance,
};

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parsedArguments(args);
    const [name = '', ...files] = positionals;
    const verb = verbs[name];
    if (verb === undefined) throw new WrongUsage(name === '' ? 'which verb?' : `unknown verb: ${name}`);
    if (name !== 'import' && files.length > 0) throw new WrongUsage(`unexpected: ${files.join(' ')}`);
    const config = readConfig(process.env);
    if (!config.ok) throw new Refused(config.refusal.problems.join('\n'));
    const tenant = values.tenant ?? config.value.tenants[0];
    const store = new SqliteStore(path.join(config.value.dataDir, 'ledger.sqlite'));
    const conversations = new Conversations(new LowdbDocuments(path.join(config.value.dataDir, 'documents')));
    try {
      const wallets = new Wallets({
        journal: store,
        rows: store,
        clock: await ledgerClock(store, tenant),
        hash: sha256,
        // What an import raises is announced by the bot: it empties the outbox.
        subscribers: asked => conversations.subscribed(asked),
        // The bot that runs on this folder, or the next one to start, settles what was requested here.
        carryOut: () => undefined,
      });
      await verb(
        {
          tenant,
          mode: isSandbox(config.value) ? 'operate' : 'mirror',
          store,
          wallets,
          isJson: values.json === true,
          options: values,
        },
        files,
      );
    } finally {
      store.close();
    }
    return 0;
  } catch (error) {
    if (error instanceof WrongUsage) {
      console.error(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (error instanceof Refused || error instanceof DriverError) {
      console.error(error.message);
      return 1;
    }
    throw error;
  }
}

function parsedArguments(args: readonly string[]) {
  const options = {
    tenant: { type: 'string' },
    json: { type: 'boolean' },
    at: { type: 'string' },
    amount: { type: 'string' },
    reference: { type: 'string' },
    currency: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

/** The sandbox's time runs ahead by an entry of its journal, which every part obeys (SPEC L13). */
async function ledgerClock(store: SqliteStore, tenant: string): Promise<typeof systemClock> {
  const offsetMs = clockOffsetOf(await store.entriesAfter(tenant, 0));
  return { ...systemClock, now: () => systemClock.now() + offsetMs };
}

async function verifyJournal({ store, tenant, isJson }: Session): Promise<void> {
  const entries = await store.entriesAfter(tenant, 0);
  const verified = verify(entries, sha256);
  if (!verified.ok) throw new Refused(explain(verified.refusal));
  const { seq, head } = verified.value;
  print(isJson, { entries: seq, head }, `${seq} entries verified, head ${head === '' ? '(none)' : head}`);
}

async function buy(session: Session): Promise<void> {
  const { wallets, tenant, options, isJson } = session;
  if (typeof options['amount'] !== 'string') throw new WrongUsage('buy needs --amount');
  const currency = await opened(session, currencyOption(options) ?? 'USD');
  const amount = parseAmount(options['amount'], currency);
  if (!amount.ok) throw new Refused(`--amount ${options['amount']}: ${amount.refusal.kind} (${currency})`);
  const at = instantOption(options);
  // Without a reference its amount and instant are its key; a purchase "now" is a purchase of its own.
  const boughtAt = at ?? (await ledgerClock(session.store, tenant)).now();
  const reference = typeof options['reference'] === 'string' ? options['reference'] : '';
  const id = reference === '' ? `buy:${decimal(amount.value, currency)}@${toIso(boughtAt)}` : `buy:${reference}`;
  const known =
    reference === '' || at !== undefined ? undefined : await knownPurchase(wallets, tenant, id, amount.value);
  const answer = await wallets.execute(
    tenant,
    { kind: 'buy', id, boughtAt: known ?? boughtAt, amount: amount.value, reference },
    null,
  );
  if (!answer.ok) throw new Refused(explain(answer.refusal));
  const entry = answer.value.entry;
  if (entry?.kind !== 'credits-bought') throw new Error('a purchase leaves an entry');
  const { lot, invoice } = entry.facts;
  print(
    isJson,
    {
      lot: lot.id,
      invoice: invoice.number,
      boughtAt: toIso(lot.boughtAt),
      expiresAt: toIso(lot.expiresAt),
      amount: decimal(lot.amount, currency),
    },
    `lot ${lot.id}: ${decimal(lot.amount, currency)} ${currency}, expires ${toIso(lot.expiresAt)}${answer.value.isRepeated ? ' (recorded before)' : ''}`,
  );
}

/** A reference without an instant means the purchase of that reference, whenever it was recorded. */
async function knownPurchase(
  wallets: Wallets,
  tenant: string,
  id: string,
  amount: number,
): Promise<number | undefined> {
  const read = await wallets.read(tenant);
  const entry = read.ok ? await wallets.entry(tenant, id) : undefined;
  return entry?.kind === 'credits-bought' && entry.facts.lot.amount === amount ? entry.facts.lot.boughtAt : undefined;
}

async function importFiles(session: Session, files: readonly string[]): Promise<void> {
  const { wallets, store, tenant, options, isJson } = session;
  if (files.length === 0) throw new WrongUsage('import needs a file');
  const exports: ExportFile[] = [];
  for (const file of files) {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new Refused(
        `${file}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message}`,
      );
    });
    const found = await openExport({ name: path.basename(file), bytes });
    if (!found.ok) throw new Refused(explainExport(found.refusal));
    exports.push(...found.value);
  }
  const currency = await opened(session, currencyOption(options) ?? (await commonCurrency(exports)));
  const rejected: Rejected[] = [];
  for (const file of exports) {
    const imported = await importPages({ tenant, wallets, file: file.name, by: null }, file.pages());
    if (!imported.ok) throw new Refused(explain(imported.refusal));
    rejected.push(...imported.value.rejected);
  }
  const totals = await store.totals(tenant);
  const drawn = decimal(totals.drawn, currency);
  const explained = rejected.map(({ file, line, problem }) => ({
    file,
    line,
    reason: say('en', `problem.${problem}`),
  }));
  print(
    isJson,
    { ...totals, drawn, rejected: explained },
    [
      `${totals.rowsKnown} rows known, ${totals.rowsDrawn} drew ${drawn} ${currency}, ${totals.corrections} corrections`,
      `questions: ${totals.questionsLookAlike} look alike, ${totals.questionsOtherCurrency} in another currency`,
      ...explained.map(({ file, line, reason }) => `${file} line ${line}: ${reason}`),
    ].join('\n'),
  );
}

async function balance({ store, tenant, options, isJson }: Session): Promise<void> {
  const at = instantOption(options) ?? (await ledgerClock(store, tenant)).now();
  const entries = await store.entriesAfter(tenant, 0);
  const verified = verify(entries, sha256);
  if (!verified.ok) throw new Refused(explain(verified.refusal));
  const { terms, pool } = poolAt(entries, at);
  const currency = terms?.currency ?? 'USD';
  const lots = pool.lots
    .filter(lot => rest(lot) > 0 && !isExpired(lot, at))
    .map(lot => ({
      boughtAt: toIso(lot.boughtAt),
      expiresAt: toIso(lot.expiresAt),
      amount: decimal(lot.amount, currency),
      rest: decimal(rest(lot), currency),
    }));
  const found = {
    currency,
    balance: decimal(balanceAt(entries, at), currency),
    owed: decimal(pool.owed, currency),
    lots,
  };
  print(
    isJson,
    found,
    [
      `balance ${found.balance} ${currency}, owed ${found.owed}`,
      ...lots.map(lot => `${lot.rest} of ${lot.amount}, bought ${lot.boughtAt}, expires ${lot.expiresAt}`),
    ].join('\n'),
  );
}

/** Opens a wallet that was never set up, so that its rows and purchases have somewhere to be; gives its currency. */
async function opened({ wallets, tenant, mode }: Session, currency: Currency): Promise<Currency> {
  const read = await wallets.read(tenant);
  if (!read.ok) throw new Refused(explain(read.refusal));
  const { terms } = read.value.wallet;
  if (terms !== undefined) return terms.currency;
  const answer = await wallets.execute(
    tenant,
    {
      kind: 'open-wallet',
      id: 'open-wallet',
      terms: {
        tenant,
        currency,
        timeZone: 'UTC',
        mode,
        opensAt: null,
        isFeeInCharge: false,
        minimum: multiply(50, microsPerUnit),
      },
    },
    null,
  );
  if (!answer.ok && answer.refusal.kind !== 'already-set-up') throw new Refused(explain(answer.refusal));
  console.error(`opened a wallet in ${currency}, time zone UTC`);
  return currency;
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

function currencyOption(options: Session['options']): Currency | undefined {
  const { currency } = options;
  if (typeof currency !== 'string') return undefined;
  if (!isCurrency(currency.toUpperCase())) throw new WrongUsage(`--currency ${currency}: not an ISO 4217 code`);
  return currency.toUpperCase();
}

function instantOption(options: Session['options']): number | undefined {
  const { at } = options;
  if (typeof at !== 'string') return undefined;
  const instant = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(at) ? `${at}T00:00:00Z` : at);
  if (instant === undefined) throw new WrongUsage(`--at ${at}: an ISO 8601 instant such as 2026-10-31T12:00:00Z`);
  return instant;
}

function explain(refusal: Refusal | Damage): string {
  switch (refusal.kind) {
    case 'damaged':
      return `the journal is damaged at entry ${refusal.seq} (${refusal.id}): ${refusal.invariant}`;
    case 'conflict':
      return `${refusal.id} is already recorded with other facts`;
    case 'clock-jumped':
      return `the clock says ${toIso(refusal.at)}, the last entry was written at ${toIso(refusal.last)}: check the clock`;
    case 'in-future':
      return `${toIso(refusal.at)} is in the future`;
    case 'amount-not-positive':
      return 'the amount must be above zero';
    case 'not-set-up':
    case 'already-set-up':
    case 'below-minimum':
    case 'order-open':
    case 'no-such-payment':
    case 'wrong-mode':
    case 'trigger-not-positive':
    case 'cap-below-recharge':
      return refusal.kind;
    default:
      return unreachable(refusal);
  }
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

function print(isJson: boolean, value: unknown, text: string): void {
  console.log(isJson ? JSON.stringify(value) : text);
}
