import { census, creditsSkuId, dayMs, microsPerUnit, secondMs } from '../../../core/index.ts';
import { GraphCallLog } from '../../../bot/drivers/graph/call-log.ts';
import { Graph } from '../../../bot/drivers/graph/client.ts';
import { GraphDirectory } from '../../../bot/drivers/graph/directory.ts';
import { GraphLicenses } from '../../../bot/drivers/graph/licenses.ts';
import { openEmbedded } from '../../../bot/drivers/stores/embedded.ts';
import { DriverError } from '../../../bot/ports/index.ts';
import { LogCursors } from '../../../bot/tenant/log-cursors.ts';
import { importLog } from '../../../bot/usage/import-log.ts';
import { Imports } from '../../../bot/usage/import-progress.ts';
import { named, processOn } from '../../support/assignment-processes.ts';
import { someTerms } from '../../support/builders.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { walletsOf } from '../../support/wallets.ts';

// A separate program that gives everybody the license who lacks it, or imports the call log, and does what is left when it is started again.
// Prints how far it is, and each failure of Graph after which it begins again.
// node bot-process.ts people|rows FOLDER ENDPOINT BEGUN-AT SPEED

const [what, folder = '', endpoint, begunAt, speed] = process.argv.slice(2);
const clock = fastClock(Number(begunAt), Number(speed));
const stores = openEmbedded(folder, clock);
const { documents, ...books } = stores.of('contoso');
const graph = new Graph({ endpoint, credentials: { kind: 'sandbox' }, clock });

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Does it until Graph lets it be done, as the round of an hour would. */
async function untilDone<Value>(work: () => Promise<Value>): Promise<Value> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      say(`stopped ${error.code}`);
      await clock.wait(10 * secondMs);
    }
  }
}

async function giveToPeople(): Promise<void> {
  const directory = new GraphDirectory(graph);
  const licenses = new GraphLicenses(graph);
  const now = { people: () => directory.people(), skus: () => directory.skus() };
  const worker = processOn(clock)(licenses, documents, String(process.pid), undefined, now);
  if ((await worker.read('credits')) === undefined) {
    const { lackCredits } = census(await untilDone(now.people), await untilDone(now.skus));
    const people = named(...lackCredits.map(({ id }) => id));
    await worker.begin('credits', { id: 'r', skuIds: [creditsSkuId], people, card: null });
  }
  for (;;) {
    await untilDone(() => worker.work('credits'));
    const run = await worker.read('credits');
    if (run?.state === 'done') return;
    // Another process holds it, or held it until it died.
    await clock.wait(5 * secondMs);
  }
}

async function importRows(): Promise<void> {
  const early = walletsOf(books, { clock: { now: () => Number(begunAt) - 100 * dayMs } });
  await early.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
  const bought = { amount: 100_000 * microsPerUnit, boughtAt: Number(begunAt) - 100 * dayMs, reference: 'order' };
  await early.execute({ kind: 'buy', id: 'order', ...bought }, null);
  const needs = {
    clock,
    ledger: walletsOf(books, { clock }),
    imports: new Imports(documents, clock),
    logCursors: new LogCursors(documents),
    callLogs: [{ name: 'calls', log: new GraphCallLog(graph) }],
    awaitedCalls: { from: () => ({ takeApart: () => Promise.resolve(undefined) }) },
  };
  const answer = await untilDone(() => importLog(needs, null, 'newest', ({ rows }) => say(`rows ${rows}`)));
  if (!answer.ok) throw new Error(answer.refusal.kind);
  say(`imported ${answer.value.rows} ${answer.value.rejectedCount}`);
}

// The clock's waits keep no process alive.
const alive = setInterval(() => undefined, secondMs);
await (what === 'people' ? giveToPeople() : importRows());
clearInterval(alive);
await stores.close();
