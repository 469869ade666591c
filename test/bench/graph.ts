import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { census, creditsSkuId, dayMs } from '../../core/index.ts';
import { GraphCallLog } from '../../bot/drivers/graph/call-log.ts';
import { Graph } from '../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../bot/drivers/graph/licenses.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Assignment } from '../../bot/ports/index.ts';
import { drawPages } from '../../bot/usage/draw-pages.ts';
import { at } from '../support/builders.ts';
import { aTenant } from '../support/graph.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { benchWallets, openWallet } from './calls.ts';
import { whole, type Extent, type Figure } from './figures.ts';

// Microsoft Graph, against the sandbox's server: licenses at once and one by one, the limits of the cloud on a clock that jumps, and how
// fast the program itself takes in a log.

const people = 3000;
const oneByOne = 100;
const latencyMs = 50;
const sizes = { small: { many: 7000, logRows: 50_000 }, full: { many: 10_000, logRows: 100_000 } } as const;

export async function benchGraph(folder: string, extent: Extent): Promise<readonly Figure[]> {
  const { many, logRows } = sizes[extent];
  const assigned = await assignments();
  const limited = await withinLimits(many);
  const rowsPerSecond = await imported(folder, logRows);
  return [
    {
      key: 'one-license-per-second',
      figure: `licenses/s, one request at a time, ${latencyMs} ms each (${oneByOne} of them)`,
      value: assigned.onePerSecond,
    },
    {
      key: 'many-licenses-per-second',
      figure: `the same, ${whole(people)} in batches`,
      value: assigned.manyPerSecond,
    },
    {
      key: 'many-to-one',
      figure: '  times as fast',
      value: assigned.manyPerSecond / assigned.onePerSecond,
      target: { is: '≥', value: 15 },
    },
    {
      key: 'allowed-seconds',
      figure: `${whole(many)} licenses, as Graph's limits allow, s`,
      value: limited.allowedMs / 1000,
    },
    { key: 'taken-seconds', figure: '  ours, on the virtual clock, s', value: limited.tookMs / 1000 },
    {
      key: 'taken-to-allowed',
      figure: '  the one against the other',
      value: limited.tookMs / limited.allowedMs,
      digits: 3,
      target: { is: '≤', value: 1.1 },
    },
    {
      key: 'beyond-limits',
      figure: '  requests past a limit',
      value: limited.beyondLimits,
      target: { is: '=', value: 0 },
    },
    {
      key: 'import-rows-per-second',
      figure: `import of ${whole(logRows)} rows from Graph, the server in another thread, rows/s`,
      value: rowsPerSecond,
      target: { is: '≥', value: 20_000 },
    },
  ];
}

const lackingIn = async (graph: Graph): Promise<readonly Assignment[]> => {
  const directory = new GraphDirectory(graph);
  const { lackCredits } = census(await directory.people(), await directory.skus());
  return lackCredits.map(({ id }) => ({ personId: id, skuIds: [creditsSkuId] }));
};

async function assignments() {
  return { onePerSecond: await perSecond(oneByOne, 1), manyPerSecond: await perSecond(people, people) };
}

/** Licenses assigned a second, `together` in each request; on a new tenant, with all of its limits left. */
async function perSecond(count: number, together: number): Promise<number> {
  const contoso = await aTenant({ people: people * 2, clock: systemClock, faults: { latencyMs } });
  try {
    const lacking = (await lackingIn(contoso.graph)).slice(0, count);
    if (lacking.length < count) throw new Error('not enough people');
    const licenses = new GraphLicenses(contoso.graph);
    const begun = performance.now();
    for (let first = 0; first < count; first += together)
      await licenses.assign(lacking.slice(first, first + together), () => undefined);
    return (count / (performance.now() - begun)) * 1000;
  } finally {
    await contoso.stop();
  }
}

/** Writes alone count: 3,000 in any 150 s, so that of 7,000 the last thousand may begin after 300 s. */
async function withinLimits(many: number) {
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  const contoso = await aTenant({ people: many * 2, clock });
  const isBusy = (): boolean => contoso.graph.isBusy;
  try {
    const lacking = (await clock.carryOut(lackingIn(contoso.graph), isBusy)).slice(0, many);
    if (lacking.length < many) throw new Error('not enough people');
    const begun = clock.now();
    await clock.carryOut(
      new GraphLicenses(contoso.graph).assign(lacking, () => undefined),
      isBusy,
    );
    return {
      tookMs: clock.now() - begun,
      allowedMs: Math.floor((many - 1) / 3000) * 150_000,
      beyondLimits: contoso.server.beyondLimits,
    };
  } finally {
    await contoso.stop();
  }
}

async function imported(folder: string, logRows: number): Promise<number> {
  const server = new Worker(new URL('graph-pages.ts', import.meta.url), { workerData: { rows: logRows } });
  const endpoint = await new Promise<string>((resolve, reject) => {
    server.once('message', resolve);
    server.once('error', reject);
  });
  const stores = openEmbedded(folder, systemClock);
  try {
    const ledger = benchWallets(stores.of('contoso'));
    await openWallet(ledger);
    const graph = new Graph({ endpoint, credentials: { kind: 'sandbox' }, clock: systemClock });
    const now = systemClock.now();
    const begun = performance.now();
    const pages = new GraphCallLog(graph).pages({ from: now - 90 * dayMs, to: now });
    const answer = await drawPages({ ledger, file: 'bench', by: null }, pages);
    const spent = performance.now() - begun;
    if (!answer.ok || answer.value.rows !== logRows) throw new Error('not everything was imported');
    return (logRows / spent) * 1000;
  } finally {
    await stores.close();
    await server.terminate();
  }
}
