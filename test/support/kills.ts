import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { demandOf, verify } from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { Stores } from '../../bot/ports/index.ts';

const tenant = 'contoso';

/** The requests of all clerks, and the acknowledgements that they received, over all their runs. */
export class Ledgers {
  readonly asked = new Set<string>();
  readonly acknowledged = new Set<string>();
  kills = 0;

  /** One run of a clerk: it repeats what was not acknowledged in its earlier runs, and is killed after that many acknowledgements. */
  async life(
    store: string,
    given: { readonly name: string; readonly acks: number; readonly workers: number },
  ): Promise<void> {
    const pending = [...this.asked].filter(id => !this.acknowledged.has(id) && belongsTo(id, given.name));
    const pendingFile = path.join(
      process.env['TMPDIR'] ?? '/tmp',
      `pending-${process.pid}-${given.name}-${this.kills}`,
    );
    await writeFile(pendingFile, pending.join('\n'));
    const file = path.join(import.meta.dirname, 'clerk.ts');
    const run = `${given.name}.${this.kills}`;
    const clerk = spawn(process.execPath, [file, store, run, String(given.workers), pendingFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(clerk, 'exit');
    let acks = 0;
    for await (const line of createInterface({ input: clerk.stdout })) {
      const [word, id = ''] = line.split(' ');
      if (word === 'ask') this.asked.add(id);
      if (word === 'ack') this.acknowledged.add(id);
      if (word === 'ack') acks += 1;
      if (acks === given.acks) clerk.kill('SIGKILL');
    }
    await ended;
    if (clerk.signalCode !== 'SIGKILL') throw new Error(`a clerk ended by itself: ${String(clerk.exitCode)}`);
    this.kills += 1;
    await rm(pendingFile, { force: true });
  }

  /** What is wrong with the store afterwards: acknowledged requests that are lost, and what was done twice or never requested. */
  async wrongs(stores: Stores): Promise<readonly string[]> {
    const entries = await stores.of(tenant).journal.entriesAfter(0);
    const verified = verify(entries, sha256);
    if (!verified.ok) return [`verify: ${verified.refusal.invariant} at ${verified.refusal.seq}`];
    const damage = await stores.inspect(tenant);
    const rows = [...this.asked].filter(id => !id.startsWith('buy'));
    const { byId } = await stores.of(tenant).rows.known({ ids: rows, lookAlikes: [] });
    const bought = new Map<string, number>();
    for (const entry of entries)
      if (entry.kind === 'credits-bought') bought.set(entry.id, (bought.get(entry.id) ?? 0) + 1);
    const isThere = (id: string): boolean => (id.startsWith('buy') ? bought.has(id) : byId.has(id));
    const { drawn, rowsKnown } = await stores.of(tenant).rows.totals();
    return [
      ...(damage === undefined ? [] : [damage]),
      ...[...this.acknowledged].filter(id => !isThere(id)).map(id => `${id} was acknowledged and is lost`),
      ...[...bought].filter(([, times]) => times > 1).map(([id]) => `${id} was done twice`),
      ...[...bought.keys()].filter(id => !this.asked.has(id)).map(id => `${id} was not asked for`),
      ...(rowsKnown === byId.size ? [] : [`${rowsKnown} rows are known of ${byId.size}`]),
      ...(drawn === demandOf(verified.value.pool) ? [] : ['rows and journal disagree']),
    ];
  }
}

/** Whether a clerk of that name made the request. */
const belongsTo = (id: string, name: string): boolean => id.split('-')[1]?.startsWith(`${name}.`) === true;
