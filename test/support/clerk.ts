import { readFileSync } from 'node:fs';
import { isPostgresUrl } from '../../bot/configuration/program-settings.ts';
import { openNamed } from '../../bot/drivers/stores/stores.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { aCall, someTerms } from './builders.ts';
import { walletsOf } from './wallets.ts';

// A separate program that writes to a store as fast as it can until it is killed, and prints each request and each acknowledgement.
// node clerk.ts STORE RUN WORKERS PENDING-FILE

const [place = '', run = '', workers = '1', pendingFile = ''] = process.argv.slice(2);

/** Resolves when the pipe has the line: one that nobody reads fast enough makes the clerk wait, and a kill takes nothing of it back. */
const say = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, error => (error ? reject(error) : resolve()));
  });

const stores = await openNamed(place, 'new', { clock: systemClock, as: 'operator', isPostgres: isPostgresUrl });
const ledger = walletsOf(stores.of('contoso'), {});

/** The id alone determines the request, so that a repeated one is the same. */
async function ask(id: string): Promise<void> {
  await say(`ask ${id}`);
  const start = 1_790_000_000_000;
  const request = id.startsWith('buy')
    ? ({ kind: 'buy', id, amount: 1_000_000, boughtAt: start, reference: id } as const)
    : ({ kind: 'draw', id, rows: [aCall({ id, start, charge: id.startsWith('free') ? 0 : 10_000 })] } as const);
  const answer = await ledger.execute(request, null);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  await say(`ack ${id}`);
}

await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
const pending = pendingFile === '' ? [] : readFileSync(pendingFile, 'utf8').split('\n');
await Promise.all(pending.filter(id => id !== '').map(ask));
await say('ready');
await Promise.all(
  Array.from({ length: Number(workers) }, async (_, worker) => {
    for (let count = 0; ; count += 1) {
      const kind = count % 10 === 9 ? 'buy' : count % 3 === 2 ? 'free' : 'call';
      await ask(`${kind}-${run}-${worker}-${count}`);
    }
  }),
);
