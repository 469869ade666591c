import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decimal, hourMs, verify } from '../../core/index.ts';
import { unpackedText } from '../../bot/drivers/stored/packed-text.ts';
import { SqliteStore } from '../../bot/drivers/sqlite/store.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Ledger } from '../../bot/wallets/ledger.ts';
import type { Matters } from '../../bot/ports/index.ts';
import { aCall, at, money, someTerms } from './builders.ts';
import { aMatter, nextVersion, toldAs } from './matters.ts';
import { VirtualClock } from './virtual-clock.ts';
import { walletsOf } from './wallets.ts';

const tenant = 'contoso';

/** The files of a store on a disk: the database, its write-ahead log, and the witness beside them. */
export interface Files {
  readonly database: Buffer;
  readonly log: Buffer;
  readonly witness: Buffer;
}

/** Everything that can be read from a store: its books, and beside them what is amiss and who was told. */
export interface Readings {
  readonly told: string;
  readonly beside: string;
}

/** A state that was acknowledged: the log's length, the witness, and everything that could be read from the store. */
export interface Acknowledged extends Readings {
  readonly logBytes: number;
  readonly witness: Buffer;
}

export interface RecordedRun {
  readonly files: Files;
  readonly acknowledged: readonly Acknowledged[];
  /** The database afterwards, with the log checkpointed into it. */
  readonly settled: Files;
}

/** Runs every kind of write on a store that never checkpoints its log, and records every acknowledged state. */
export async function recordRun(folder: string, steps: number): Promise<RecordedRun> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'ledger.sqlite');
  const store = new SqliteStore(file);
  store.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  store.database.exec('PRAGMA wal_autocheckpoint = 0');
  const clock = new VirtualClock(at('2026-11-01T00:00:00Z'));
  const ledger = walletsOf(store.of(tenant), { clock });
  const database = await readFile(file);
  const acknowledged: Acknowledged[] = [];
  const note = async (): Promise<void> => {
    acknowledged.push({
      logBytes: (await readFile(`${file}-wal`)).length,
      witness: await readFile(path.join(folder, 'ledger.head')),
      ...(await read(store)),
    });
  };
  const must = async (request: Parameters<Ledger['execute']>[0]): Promise<void> => {
    const answer = await ledger.execute(request, 'somebody');
    if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
    await note();
  };
  await must({ kind: 'open-wallet', id: 'open', terms: { ...someTerms, tenant } });
  await must({ kind: 'buy', id: 'buy', amount: money('$20'), boughtAt: clock.now(), reference: 'PO' });
  for (let step = 0; step < steps; step += 1) {
    clock.advance(hourMs);
    const about = { userName: `Person ${step}`, caller: '+1425', callee: '+4930' };
    const calls = Array.from({ length: 1 + (step % 3) }, (_, index) =>
      aCall({ id: `call-${step}-${index}`, start: clock.now(), charge: money(decimal(200_000 * index, 'USD')), about }),
    );
    await must({ kind: 'draw', id: `draw-${step}`, rows: calls });
    // A correction, and a version of a call that costs nothing.
    if (step % 4 === 3)
      await must({ kind: 'draw', id: `again-${step}`, rows: calls.map(call => ({ ...call, durationSeconds: 61 })) });
    await follow(store.of(tenant).matters, clock.now(), note);
  }
  const files = {
    database,
    log: await readFile(`${file}-wal`),
    witness: await readFile(path.join(folder, 'ledger.head')),
  };
  store.close();
  const settled = { database: await readFile(file), log: Buffer.alloc(0), witness: files.witness };
  await rm(folder, { recursive: true });
  return { files, acknowledged, settled };
}

/** Every kind of write of matters: one begins of what was announced, changes, is addressed and told, and is over. */
async function follow(matters: Matters, now: number, note: () => Promise<void>): Promise<void> {
  const taken = (await matters.announced()).map(({ id }) => id);
  const { next } = await matters.current();
  const matter = aMatter(next);
  await matters.write({ changed: [{ matter, from: 0 }], taken, retired: [] });
  await note();
  await matters.address(
    matter.id,
    1,
    ['general', 'sales'].map(destination => ({ destination, dueAt: now })),
  );
  await note();
  for (const post of await matters.claim({ at: now, leaseMs: hourMs, limit: 10 })) {
    await matters.settle(toldAs(post, `m${next}`, 1, now), null);
    await note();
  }
  if (next % 2 === 1) return;
  await matters.write({
    changed: [{ matter: nextVersion(matter), from: 1 }],
    taken: [],
    retired: [`matter-${next - 1}`],
  });
  await note();
}

/** Throws where it is damaged. */
export async function read(store: SqliteStore): Promise<Readings> {
  const { database } = store;
  const { journal, rows, matters } = store.of(tenant);
  const entries = await journal.entriesAfter(0);
  const verified = verify(entries, sha256);
  if (!verified.ok) throw new Error(`verify: ${verified.refusal.invariant} at ${verified.refusal.seq}`);
  const ids = database.all('SELECT DISTINCT id FROM calls ORDER BY id').map(({ id }) => unpackedText(id));
  const totals = await rows.totals();
  const { matters: kept } = await matters.current();
  const told = JSON.stringify([
    await journal.head(),
    entries.map(({ hash }) => hash),
    { ...totals, drawn: String(totals.drawn) },
    await Promise.all(ids.map(id => rows.versionsOf(id))),
    database.all('SELECT id, alert FROM outbox ORDER BY id'),
  ]);
  const posts = await Promise.all(
    ['general', 'sales'].map(destination =>
      Promise.all(kept.map(({ matter }) => matters.sharing(destination, matter.id.replace('matter-', 'm')))),
    ),
  );
  const beside = JSON.stringify([kept, await matters.announced(), posts, await matters.earliestDue()]);
  return { told, beside };
}

/** Opens a store from given files as a restart would: gives what can be read from it, or the damage for which it is refused. */
export class Restarts {
  readonly #file: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = path.join(folder, 'ledger.sqlite');
  }

  async of({ database, log, witness }: Files): Promise<Readings | { readonly stop: string }> {
    await rm(`${this.#file}-shm`, { force: true });
    await writeFile(this.#file, database);
    await writeFile(`${this.#file}-wal`, log);
    await writeFile(path.join(this.#folder, 'ledger.head'), witness);
    let store: SqliteStore | undefined;
    try {
      store = new SqliteStore(this.#file);
      const damage = await store.inspect(tenant);
      return damage === undefined ? await read(store) : { stop: damage };
    } catch (error) {
      return { stop: (error as Error).message };
    } finally {
      store?.close();
    }
  }
}

/** The same bytes with one bit flipped. */
export function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
