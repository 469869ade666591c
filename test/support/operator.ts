import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ok, type Mode } from '../../core/index.ts';
import { readArguments } from '../../bot/cli/arguments.ts';
import { Refused, type Session } from '../../bot/cli/terminal.ts';
import { verbs } from '../../bot/cli/verbs.ts';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { openBackup } from '../../bot/drivers/backup/open-backup.ts';
import { openNamed, openStores } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Directory, Documents, Stores } from '../../bot/ports/index.ts';
import { at, money } from './builders.ts';
import { MemoryTenant } from './memory/tenant.ts';
import { VirtualClock } from './virtual-clock.ts';
import { AcceptedClock } from '../../bot/wallets/accepted-clock.ts';
import { KeptReading } from '../../bot/wallets/kept-reading.ts';
import { walletsOf } from './wallets.ts';

/** What one call of the command line printed, and what it showed while it worked. */
export interface Printed {
  readonly code: 0 | 1;
  readonly out: string;
  readonly err: string;
  readonly progress: readonly string[];
  /** Why it refused, if it did. */
  readonly refused: Refused | undefined;
}

/** An operator at the command line, in this process: a folder of its own, time that stands still, and answers to questions. */
export class Operator {
  readonly folder: string;
  readonly clock = new VirtualClock(at('2026-11-25T12:00:00Z'));
  /** What is said to each question; without it nobody is at the terminal. */
  answers: boolean[] | undefined;
  readonly asked: string[] = [];
  /** The mode of the program, and whether its settings are the organization's. */
  mode: Mode = 'sandbox';
  isConfigured = true;
  directory: Directory = new MemoryTenant({ people: [], skus: [], roles: new Map(), calls: [] });
  /** What comes in on standard input. */
  input = '';
  paint: Session['paint'] = (_color, text) => text;
  readonly #stores: Stores;

  private constructor(folder: string, stores: Stores) {
    this.folder = folder;
    this.#stores = stores;
  }

  static async open(): Promise<Operator> {
    const folder = await mkdtemp(path.join(tmpdir(), 'operator-'));
    const dataDir = path.join(folder, 'data');
    return new Operator(folder, await openStores({ dataDir }, { clock: systemClock, as: 'operator' }));
  }

  get documents(): Documents {
    return this.#stores.of(sandboxTenant).documents;
  }

  /** Runs a call as it is typed; arguments with spaces are given apart. */
  async run(...args: readonly string[]): Promise<Printed> {
    const typed = readArguments(verbs, args);
    if (typed.kind !== 'run' || !('run' in typed.verb)) throw new Error('not a call of a verb for a wallet');
    const [out, err, progress]: [string[], string[], string[]] = [[], [], []];
    const { clock } = this;
    const options = { clock, as: 'operator' } as const;
    const { journal, rows, documents } = this.#stores.of(sandboxTenant);
    const session: Session = {
      ...{
        tenant: sandboxTenant,
        tenantAsked: typed.tenant,
        mode: this.mode,
        isConfigured: this.isConfigured,
        isJson: typed.isJson,
      },
      ...{ journal, rows, documents, stores: this.#stores, now: clock.now(), hash: sha256 },
      ...{ openDirectory: () => Promise.resolve(this.directory), operator: 'op' },
      clock: new AcceptedClock({ clock, kept: new KeptReading(documents), witnesses: [] }),
      ledger: walletsOf({ journal, rows }, { clock, mode: this.mode }),
      walletOf: async tenant => {
        const read = await walletsOf(this.#stores.of(tenant), { clock }).read();
        return read.ok ? ok({ wallet: read.value.wallet, now: clock.now() }) : read;
      },
      ...{ openBackup, backups: undefined },
      openStore: (name, kind) => openNamed(name, kind, { ...options, isPostgres: () => false }),
      write: text => void out.push(text),
      takesMore: () => Promise.resolve(),
      note: text => void err.push(text),
      progress: text => void progress.push(text),
      paint: this.paint,
      ask: this.answers === undefined ? undefined : question => this.#answer(question),
      readInput: () => Promise.resolve(Buffer.from(this.input)),
    };
    let refused: Refused | undefined;
    await typed.verb.run(session, typed.values, typed.words).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      refused = error;
      err.push(error.message);
    });
    return { code: refused === undefined ? 0 : 1, out: out.join('\n'), err: err.join('\n'), progress, refused };
  }

  /** Sets above which sum a second person is needed, as it is set in the chat. */
  async setLimit(amount: string): Promise<void> {
    const { journal, rows } = this.stored;
    const ledger = walletsOf({ journal, rows }, { clock: this.clock, mode: this.mode });
    const limit = money(`$${amount}`);
    const set = await ledger.execute({ kind: 'set-approval-limit', id: 'limit', limit }, null);
    if (!set.ok) throw new Error(set.refusal.kind);
  }

  /** What it prints; fails where it refuses. */
  async text(...args: readonly string[]): Promise<string> {
    const { out, refused } = await this.run(...args);
    if (refused !== undefined) throw refused;
    return out;
  }

  /** What is stored of its organization. */
  get stored() {
    return this.#stores.of(sandboxTenant);
  }

  async json(...args: readonly string[]): Promise<Record<string, unknown>> {
    return JSON.parse(await this.text(...args, '--json')) as Record<string, unknown>;
  }

  async close(): Promise<void> {
    await this.#stores.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  #answer(question: string): Promise<boolean> {
    this.asked.push(question);
    return Promise.resolve(this.answers?.shift() ?? false);
  }
}
