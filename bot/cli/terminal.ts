import type { InspectColor } from 'node:util';
import { withoutUnseen } from '../../cards/escape.ts';
import type { Damage, Hash, Instant, Mode, Refusal, Result, Wallet } from '../../core/index.ts';
import type { Backups } from '../backups/backups.ts';
import type { ExaminedBook, ExaminedDrivers } from '../doctor/examine.ts';
import type { Directory, Documents, Journal, OpenBackup, Rows, Stores } from '../ports/index.ts';
import { jsonLine } from '../work/json-lines.ts';
import type { AcceptedClock } from '../wallets/accepted-clock.ts';
import type { Ledger, Unreadable } from '../wallets/ledger.ts';

/** How operators call the program: what its help and its hints show. */
export const program = 'npx credits';

/** The operator asked for something that does not exist: printed with where to read on, exit 2. */
export class WrongUsage extends Error {}

/** The request was understood and refused: printed with the reason, exit 1. `kind` is core's, where core refused. */
export class Refused extends Error {
  readonly kind: (Refusal | Damage)['kind'] | 'refused';

  constructor(message: string, kind: Refused['kind'] = 'refused') {
    super(message);
    this.kind = kind;
  }
}

/** One run of the command line on one wallet. */
export interface Session {
  readonly tenant: string;
  /** What was typed for --tenant. */
  readonly tenantAsked: string | undefined;
  readonly mode: Mode;
  readonly journal: Journal;
  readonly rows: Rows;
  readonly documents: Documents;
  readonly stores: Stores;
  /** Opens another store: the address of a PostgreSQL, or a folder. */
  readonly openStore: (name: string, kind: 'new' | 'existing') => Promise<Stores>;
  /** Opens a backup's file and reads it to its end; rejects where it is none, or not as it was written. */
  readonly openBackup: (file: string) => Promise<OpenBackup>;
  /** The backups of every night; undefined where no place for them was set. */
  readonly backups: Backups | undefined;
  /** The organization's people and groups, opened when it is asked for. */
  readonly openDirectory: () => Promise<Directory>;
  /** Who is at the command line, as the system names them. */
  readonly operator: string;
  readonly ledger: Ledger;
  /** Any wallet of the store, and what time it is for it. */
  readonly walletOf: (
    tenant: string,
  ) => Promise<Result<{ readonly wallet: Wallet; readonly now: Instant }, Unreadable>>;
  readonly clock: AcceptedClock;
  /** The present; while the clock is not believed, the last accepted reading (L13). */
  readonly now: Instant;
  readonly hash: Hash;
  /** Whether the settings are this organization's: only then is its mode known. */
  readonly isConfigured: boolean;
  readonly isJson: boolean;
  /** Results, to standard output; all else goes to standard error. */
  readonly write: (text: string) => void;
  /** Comes when whoever reads the results has taken most of what was written, or has gone. */
  readonly takesMore: () => Promise<void>;
  readonly note: (text: string) => void;
  /** How far long work has come: a line that the next one replaces, on a terminal only. */
  readonly progress: (text: string) => void;
  /** Colors a result, where it goes to a terminal that shows them. */
  readonly paint: (color: InspectColor, text: string) => string;
  /** Asks the person at the terminal; nothing where nobody is there. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  readonly readInput: () => Promise<Buffer>;
}

/** One examination of the program: what is wrong with its settings, or what can be looked at of an organization. */
export interface Examination extends Pick<Session, 'isJson' | 'write' | 'paint'> {
  readonly now: Instant;
  readonly examined:
    | { readonly kind: 'refused'; readonly problems: readonly string[] }
    | {
        readonly kind: 'opened';
        readonly drivers: ExaminedDrivers;
        readonly book: ExaminedBook | undefined;
        readonly botId: string | undefined;
      };
}

/** One JSON object with `--json`, or the text. */
export function print({ isJson, write }: Session | Examination, value: unknown, text: string): void {
  write(isJson ? jsonLine(value) : text);
}

/** Lines as a terminal may be sent them: it obeys nothing that they hold, except our own colors where it shows any, and nothing in them is unseen or turned. */
export const terminalLines = (text: string, colors: 'colored' | 'plain'): string =>
  withoutUnseen(text).replaceAll(controls, (_, color: string | undefined) =>
    color === undefined || colors === 'plain' ? ' ' : color,
  );

/** What `styleText` writes for `paint` and for errors, and any other control but a line's end. */
// eslint-disable-next-line no-control-regex -- it is what this takes out
const controls = /(\u001b\[(?:1|22|3[1-6]|39|90)m)|[\p{Cc}--\n]/gv;
