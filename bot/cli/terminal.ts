import {
  isCurrency,
  parseAmount,
  parseInstant,
  toIso,
  type Currency,
  type Hash,
  type Instant,
  type Micros,
  type Mode,
} from '../../core/index.ts';
import type { Documents, Journal, Rows, Stores } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** The operator asked for something that does not exist: printed with where to read on, exit 2. */
export class WrongUsage extends Error {}

/** The request was understood and refused: printed with the reason, exit 1. */
export class Refused extends Error {}

/** The options of the command line, beside the verb and its arguments. */
export const optionTypes = {
  tenant: { type: 'string' },
  json: { type: 'boolean' },
  at: { type: 'string' },
  'known-at': { type: 'string' },
  amount: { type: 'string' },
  balance: { type: 'string' },
  reference: { type: 'string' },
  currency: { type: 'string' },
  minimum: { type: 'string' },
  month: { type: 'string' },
  statement: { type: 'string' },
  format: { type: 'string' },
  invoice: { type: 'string' },
  row: { type: 'string' },
  reconciliation: { type: 'string' },
  verdict: { type: 'string' },
  version: { type: 'string' },
  to: { type: 'string' },
  before: { type: 'string' },
} as const;

export type Options = { readonly [Name in keyof typeof optionTypes]?: string | boolean | undefined };

/** One run of the command line on one wallet. */
export interface Session {
  readonly tenant: string;
  readonly mode: Mode;
  readonly journal: Journal;
  readonly rows: Rows;
  readonly documents: Documents;
  readonly stores: Stores;
  /** Opens another store: the address of a PostgreSQL, or a folder. */
  readonly openStore: (name: string, kind: 'new' | 'existing') => Promise<Stores>;
  readonly ledger: Ledger;
  readonly now: Instant;
  readonly hash: Hash;
  readonly options: Options;
  /** Results, to standard output; all else goes to standard error. */
  readonly write: (text: string) => void;
  readonly note: (text: string) => void;
}

/** One verb of the command line; `words` are the arguments that are no options. */
export interface Verb {
  readonly name: string;
  /** Its syntax, and what it does: a line each in the usage. */
  readonly usage: string;
  readonly about: string;
  /** A call that works, as its help shows it. */
  readonly example: string;
  readonly takes?: 'words';
  /** The options that it knows, beside --tenant and --json. */
  readonly options?: readonly (keyof Options)[];
  /** Whether it takes over another store, and may be run on one that would be refused. */
  readonly mends?: true;
  readonly run: (session: Session, words: readonly string[]) => Promise<void>;
}

/** One JSON object with `--json`, or the text. */
export function print({ options, write }: Session, value: unknown, text: string): void {
  write(options.json === true ? JSON.stringify(value) : text);
}

export function textOption(options: Options, name: keyof Options): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function neededOption(options: Options, name: keyof Options): string {
  const value = textOption(options, name);
  if (value === undefined || value === '') throw new WrongUsage(`--${name} is needed`);
  return value;
}

export function instantOption(options: Options, name: 'at' | 'known-at'): Instant | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const instant = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant === undefined)
    throw new WrongUsage(`--${name} ${text}: an ISO 8601 instant such as 2026-10-31T12:00:00Z`);
  return instant;
}

export function currencyOption(options: Options): Currency | undefined {
  const text = textOption(options, 'currency')?.toUpperCase();
  if (text !== undefined && !isCurrency(text)) throw new WrongUsage(`--currency ${text}: not an ISO 4217 code`);
  return text;
}

export function amountOption(options: Options, name: 'amount' | 'balance' | 'minimum', currency: Currency): Micros {
  const text = neededOption(options, name);
  const amount = parseAmount(text, currency);
  if (!amount.ok) throw new Refused(`--${name} ${text}: ${amount.refusal.kind} (${currency})`);
  return amount.value;
}

export function invoiceOption(options: Options): number {
  const text = neededOption(options, 'invoice');
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUsage(`--invoice ${text}: the number of an invoice`);
  return Number(text);
}

export const iso = (at: Instant | null): string | null => (at === null ? null : toIso(at));
