import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import pLimit from 'p-limit';
import { secondMs } from '../../../core/index.ts';
import { openPostgres } from '../../../bot/drivers/postgres/store.ts';
import { guid, seeded } from '../../../bot/drivers/sandbox/random.ts';
import { systemClock } from '../../../bot/drivers/system/clock.ts';
import { FakeConnector } from '../../support/connector.ts';
import { aFolder } from '../../support/drivers.ts';
import { aDatabase, stopPostgres } from '../../support/postgres.ts';
import { isAllTold, judged, type Judged } from './judge.ts';
import { DayOrganization } from './organization.ts';
import { Replicas, type Health } from './replicas.ts';

// npm run simulate -- day [--minutes 8] [--organizations 50] [--from 1]: a day of organizations on two replicas with one PostgreSQL. Its clock is
// moved an hour at a time; what is done in the hour is done for real: turns over HTTP, calls read from Graph, alerts told, a replica killed,
// one stopped in order, each started again.

const hours = 24;
/** Each tells of itself so often. */
const looks = 12;
const killedAt = 5;
const stoppedAt = 8;

/** What each may hold in memory for longer than a moment: one that keeps more and more ends before the day does. */
const heapMb = 256;

export interface AskedDay {
  /** How long it is to take; a machine that is too slow takes longer. */
  readonly minutes: number;
  readonly organizations: number;
  readonly seed: number;
}

/** Lives it; prints what was seen, and what is wrong. */
export async function loadedDay(asked: AskedDay): Promise<readonly string[]> {
  const world = await aWorld(asked);
  try {
    const begun = performance.now();
    const { points, lives } = await theHours(asked, world);
    const minutes = (performance.now() - begun) / (60 * secondMs);
    const wrong = [...(await settled(world)), ...largeIn(points)];
    const all = await judgedAll(world);
    for (const [index, ofOne] of points.entries()) {
      console.log(`replica ${index + 1}, every two hours of the day`);
      console.table(ofOne.map(one => (one === undefined ? {} : roundedOf(one))));
    }
    const sum = (of: (one: Judged) => number): number => all.reduce((total, one) => total + of(one), 0);
    const { turnsMs, again } = world.replicas;
    console.table({
      ...{ seed: asked.seed, minutes: rounded(minutes), turns: turnsMs.length },
      ...{ 'turns p50, ms': at(turnsMs, 0.5), 'turns p99, ms': at(turnsMs, 0.99), 'turns max, ms': at(turnsMs, 1) },
      ...{
        'sent again: killed': again.killed,
        'sent again: stopped': again.stopped,
        'sent again: refused': again.refused,
      },
      ...{ 'started after a crash in, ms': rounded(lives.startedMs), 'ended in order in, ms': rounded(lives.endedMs) },
      ...{
        'started after that in, ms': rounded(lives.againMs),
        entries: sum(one => one.entries),
        rows: sum(one => one.rows),
      },
      ...{ recharges: sum(one => one.recharges), alerts: sum(one => one.alerts) },
      orders: world.organizations.reduce((total, { orders }) => total + orders, 0),
    });
    return [...wrong, ...all.flatMap((one, index) => one.wrong.map(what => `organization ${index + 1}: ${what}`))];
  } finally {
    await world.end();
  }
}

type World = Awaited<ReturnType<typeof aWorld>>;

async function aWorld({ organizations: count, seed }: AskedDay) {
  const random = seeded(seed);
  const folder = await aFolder();
  // PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  const database = await aDatabase();
  const stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
  const connector = new FakeConnector();
  const serviceUrl = await connector.start();
  const file = path.join(folder, 'tenants.json');
  const env = { DATABASE_URL: database.url, TENANTS_FILE: file, NODE_OPTIONS: `--max-old-space-size=${heapMb}` };
  const replicas = new Replicas({ port: 0, dataDir: path.join(folder, 'data'), isQuiet: true, env }, random);
  const organizations: DayOrganization[] = [];
  for (let index = 0; index < count; index += 1)
    organizations.push(await DayOrganization.of(guid(random), replicas, { serviceUrl, random }));
  const tenants = organizations.map(({ tenant, graph }) => ({
    ...{ ALLOWED_TENANTS: tenant, GRAPH_ENDPOINT: graph.endpoint, RATE_LIMITS: '0' },
  }));
  await writeFile(file, JSON.stringify({ tenants }));
  for (const index of [0, 1]) await replicas.start(index);
  const some = pLimit(8);
  await Promise.all(organizations.map(one => some(() => one.setsUp())));
  return {
    ...{ replicas, organizations, stores, connector },
    end: async () => {
      await replicas.endAll();
      await connector.stop();
      for (const { graph } of organizations) await graph.stop();
      await stores.close();
      await database.drop();
      await stopPostgres();
      await rm(folder, { recursive: true });
    },
  };
}

/** How long it took until a killed one was there again, until one had ended in order, and until that one was. */
interface Lives {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly againMs: number;
}

type Points = readonly (readonly (Health | undefined)[])[];

/** The hours of the day: one that is late with its work delays its own next hour alone, and what happens to the program waits for most. */
async function theHours(
  { minutes, seed }: AskedDay,
  { replicas, organizations }: World,
): Promise<{ readonly points: Points; readonly lives: Lives }> {
  const hourRealMs = (minutes * 60 * secondMs) / hours;
  const begun = performance.now();
  const lived = async (hour: number): Promise<void> => {
    const due = hour * organizations.length;
    while (organizations.reduce((sum, one) => sum + one.hours, 0) < due) await systemClock.wait(hourRealMs / 50);
  };
  const points: (Health | undefined)[][] = [[], []];
  const living = organizations.map(async (one, index) => {
    const random = seeded(seed + index + 1);
    const pause = (): Promise<void> => systemClock.wait(random() * hourRealMs * 0.4);
    for (let hour = 0; hour < hours; hour += 1) {
      await systemClock.wait(Math.max(0, begun + hour * hourRealMs - performance.now()));
      await pause();
      await one.lives(hour, pause);
    }
  });
  const watching = (async () => {
    for (let look = 1; look <= looks; look += 1) {
      await lived((look * hours) / looks);
      for (const [index, ofOne] of points.entries()) ofOne.push(await replicas.health(index));
    }
  })();
  const ending = (async () => {
    await lived(killedAt);
    await replicas.end(1, 'killed');
    const startedMs = await replicas.start(1);
    await lived(stoppedAt);
    const endedMs = await replicas.end(0, 'stopped');
    return { startedMs, endedMs, againMs: await replicas.start(0) };
  })();
  const [lives] = await Promise.all([ending, watching, ...living]);
  return { points, lives };
}

/** Reads what is left to read, and waits until everything is told; gives what is never. */
async function settled({ organizations, stores }: World): Promise<readonly string[]> {
  const some = pLimit(8);
  await Promise.all(organizations.map(one => some(() => one.reads())));
  const left = new Set(organizations);
  for (let look = 0; look < 120 && left.size > 0; look += 1) {
    for (const one of left) if (await isAllTold(one, stores, one.now())) left.delete(one);
    if (left.size > 0) await systemClock.wait(secondMs);
  }
  return left.size === 0 ? [] : [`${left.size} organizations still have alerts to tell`];
}

async function judgedAll({ organizations, stores, connector }: World): Promise<readonly Judged[]> {
  const all: Judged[] = [];
  for (const one of organizations) all.push(await judged(one, stores, connector));
  return all;
}

/** The most that each may take, with all that the day has brought. */
const mostRssMb = 512;

const largeIn = (points: Points): readonly string[] =>
  points.flatMap((ofOne, index) => {
    const most = Math.max(...ofOne.map(one => one?.rssMb ?? 0));
    return most <= mostRssMb ? [] : [`replica ${index + 1} took ${Math.round(most)} MB`];
  });

const at = (times: readonly number[], part: number): number =>
  rounded(times.toSorted((one, other) => one - other)[Math.ceil(part * times.length) - 1] ?? 0);

const rounded = (value: number): number => Math.round(value * 10) / 10;

const roundedOf = (health: Health): Health =>
  Object.fromEntries(
    Object.entries(health).map(([name, value]) => [name, rounded(value as number)]),
  ) as unknown as Health;
