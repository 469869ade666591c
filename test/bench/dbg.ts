import { performance, monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';
import { mkdtempSync } from 'node:fs';
import { openEmbedded } from '../../bot/drivers/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { Snapshots } from '../../bot/snapshots.ts';
import { Wallets } from '../../bot/wallets.ts';
import { aCall, someTerms } from '../support/builders.ts';
const folder = mkdtempSync(path.join('/work/imptest', 'imp-'));
const open = () => {
  const stores = openEmbedded(folder, systemClock);
  const wallets = new Wallets({
    ...stores,
    hash: sha256,
    clock: systemClock,
    snapshots: new Snapshots(stores.documents, sha256),
    subscribers: () => Promise.resolve([]),
    carryOut: () => undefined,
  });
  return { stores, wallets };
};
const { stores, wallets } = open();
await wallets.execute('t', { kind: 'open-wallet', id: 'o', terms: someTerms }, null);
for (let i = 0; i < 24; i++)
  await wallets.execute(
    't',
    { kind: 'buy', id: `b${i}`, amount: 6e8, boughtAt: Date.now() - i * 864e5, reference: '' },
    null,
  );
const page = (p: number, n: number) =>
  JSON.parse(
    JSON.stringify(
      Array.from({ length: n }, (_, i) =>
        aCall({
          id: crypto.randomUUID(),
          start: Date.now() - 91 * 864e5 + (p * n + ((i * 7919) % n)) * 7776,
          durationSeconds: 60 + (i % 600),
          charge: 13000,
          about: { caller: '+14255550100', callee: i % 3 === 0 ? `+4930${p * 1000 + i}` : '' },
        }),
      ),
    ),
  );
const total = Number(process.argv[2] ?? 300),
  n = Number(process.argv[3] ?? 1000);
let spent = 0,
  last = 0;
const h = monitorEventLoopDelay({ resolution: 5 });
h.enable();
for (let p = 0; p < total; p++) {
  const rows = page(p, n);
  const a = performance.now();
  await wallets.execute('t', { kind: 'draw', id: `d${p}`, rows }, null);
  spent += performance.now() - a;
  if ((p + 1) % 100 === 0) {
    console.log(
      (p + 1) * n,
      Math.round((100 * n) / ((spent - last) / 1000)),
      'rows/s',
      Math.round(process.memoryUsage().rss / 1e6),
    );
    last = spent;
  }
}
console.log('max block', h.max / 1e6, 'p99', h.percentile(99) / 1e6);
let a = performance.now();
console.log(await stores.rows.totals('t'));
console.log('totals ms', performance.now() - a);
await stores.close();
a = performance.now();
const two = open();
const r = await two.wallets.read('t');
console.log('open ms', performance.now() - a, r.ok && r.value.wallet.seq, Math.round(process.memoryUsage().rss / 1e6));
a = performance.now();
await two.wallets.execute('t', { kind: 'draw', id: `x`, rows: page(1, 1000) }, null);
console.log('first page after opening ms', performance.now() - a);
await two.stores.close();
