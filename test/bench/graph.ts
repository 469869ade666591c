import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
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
import { whole, type Figures } from './figures.ts';

// Microsoft Graph, against the sandbox's server: licenses at once and one by one, the limits of the cloud on a clock that jumps, and how
// fast the program itself takes in a log.

const people = 3000;
const oneByOne = 200;
const latencyMs = 50;
const many = 10_000;
const logRows = 200_000;

export async function benchGraph(): Promise<Figures> {
  const assigned = await assignments();
  const limited = await withinLimits();
  const rowsPerSecond = await imported();
  const faster = assigned.onePerSecond === 0 ? 0 : assigned.manyPerSecond / assigned.onePerSecond;
  return {
    table: [
      {
        figure: `licenses/s, one request at a time, ${latencyMs} ms each (${oneByOne} of them)`,
        target: '',
        measured: whole(assigned.onePerSecond),
      },
      { figure: `the same, ${whole(people)} in batches`, target: '', measured: whole(assigned.manyPerSecond) },
      { figure: '  times as fast', target: '≥ 15', measured: faster.toFixed(0) },
      {
        figure: `${whole(many)} licenses, as Graph's limits allow, s`,
        target: '',
        measured: whole(limited.allowedMs / 1000),
      },
      { figure: '  ours, on the virtual clock, s', target: '', measured: whole(limited.tookMs / 1000) },
      {
        figure: '  the one against the other',
        target: '≤ 1.1',
        measured: (limited.tookMs / limited.allowedMs).toFixed(3),
      },
      { figure: '  requests past a limit', target: '0', measured: whole(limited.beyondLimits) },
      {
        figure: `import of ${whole(logRows)} rows from Graph, the server in another thread, rows/s`,
        target: '≥ 20,000',
        measured: whole(rowsPerSecond),
      },
    ],
    json: { ...assigned, ...limited, rowsPerSecond },
  };
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

/** Writes alone count: 3,000 in any 150 s, so that of 10,000 the last thousand may begin after 450 s. */
async function withinLimits() {
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

async function imported(): Promise<number> {
  const folder = await mkdtemp(path.join(process.cwd(), 'data-bench-'));
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
    await rm(folder, { recursive: true });
  }
}
