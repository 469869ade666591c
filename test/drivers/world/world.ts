import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { census, creditsSkuId, dayMs, demandOf, secondMs, verify } from '../../../core/index.ts';
import { GraphDirectory } from '../../../bot/drivers/graph/directory.ts';
import type { Misbehavior } from '../../../bot/drivers/sandbox/graph/misbehavior.ts';
import { openEmbedded } from '../../../bot/drivers/stores/embedded.ts';
import { sha256 } from '../../../bot/drivers/system/sha256.ts';
import { systemClock } from '../../../bot/drivers/system/clock.ts';
import { Assignments } from '../../../bot/licenses/assignments.ts';
import { aFolder } from '../../support/drivers.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { aTenant } from '../../support/graph.ts';

// npm run simulate -- world [--people 10000] [--rows 100000] [--speed 10]: a Graph that misbehaves in every way at once, for two programs that
// are killed half-way and started again: one that gives a license to everybody who lacks it, and one that imports the call log.

/** What passes, as the table of G24 has it. */
const failures: Misbehavior['failures'] = [
  [409, 'Directory_ConcurrencyViolation'],
  ...[500, 502, 503, 504].map(status => [status, 'Passing'] as const),
];

const misbehaving: Partial<Faults> = {
  ...{ throttled: 0.05, silentEvery: 3, failing: 0.03, failures, unsaid: 0.01, cut: 0.01 },
  ...{ twins: true, lacking: true },
};

interface Asked {
  readonly people: number;
  readonly rows: number;
  /** How many times as fast as the machine's clock time passes. */
  readonly speed: number;
}

interface Seen {
  readonly asked: number;
  readonly disturbed: number;
  readonly beyondLimits: number;
  readonly stopped: number;
  readonly minutes: number;
}

type Contoso = Awaited<ReturnType<typeof aTenant>>;
type Faults = { -readonly [Name in keyof Contoso['faults']]: Contoso['faults'][Name] };

/** Runs both; prints what was seen, and what is wrong. */
export async function misbehavingWorld(asked: Asked): Promise<readonly string[]> {
  const wrongs: string[] = [];
  for (const [what, run] of [
    ['people', withPeople],
    ['rows', withRows],
  ] as const) {
    const { seen, figures, wrong } = await run(asked);
    console.log(what);
    console.table({ ...seen, ...figures, wrong: wrong.length });
    wrongs.push(...wrong.map(one => `${what}: ${one}`));
  }
  return wrongs;
}

interface Outcome {
  readonly seen: Seen;
  readonly figures: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

async function withPeople({ people, speed }: Asked): Promise<Outcome> {
  const world = await aWorld(people, speed);
  const { tenant } = world.contoso;
  const directory = new GraphDirectory(world.contoso.graph);
  const lacking = census(await directory.people(), await directory.skus()).lackCredits.map(({ id }) => id);
  const has = (id: string): boolean => tenant.user(id)?.skus.includes(creditsSkuId) === true;
  let given = 0;
  let givenTwice = 0;
  const give = tenant.give.bind(tenant);
  let before: ReadonlySet<string> = new Set();
  let againAfterKill = 0;
  tenant.give = (id, skuIds) => {
    if (has(id)) givenTwice += 1;
    else given += 1;
    if (before.has(id)) againAfterKill += 1;
    give(id, skuIds);
  };
  try {
    const first = await world.life('people', () => given >= lacking.length / 2);
    before = new Set(lacking.filter(has));
    const second = await world.life('people', () => false);
    const run = await world.stored(async stores => {
      const assignments = new Assignments({ documents: stores.documents, clock: world.clock, worker: 'nobody' });
      return assignments.read('credits');
    });
    const failed = new Map(run?.failed.map(({ id, reason }) => [id, reason]));
    const wrong = [
      ...(first.killed && !second.killed && run?.state === 'done' ? [] : ['it did not end as it should']),
      ...(run !== undefined && run.assigned + run.failed.length === lacking.length ? [] : ['the sums do not match']),
      ...(failed.size === run?.failed.length ? [] : ['somebody failed twice']),
      ...(againAfterKill === 0 ? [] : [`${againAfterKill} who had it were asked for again`]),
      ...lacking.flatMap(id =>
        wrongAbout(id, { due: reasonFor(tenant.user(id)), reason: failed.get(id), has: has(id) }),
      ),
    ];
    const figures = { assigned: run?.assigned ?? 0, failed: failed.size, hadItAtTheKill: before.size, againAfterKill };
    return { seen: world.seen(), figures: { ...figures, givenTwiceAsUnsaid: givenTwice }, wrong };
  } finally {
    await world.end();
  }
}

/** Why the sandbox's Graph refuses to give somebody a license; undefined where it does not. */
function reasonFor(user: ReturnType<Contoso['tenant']['user']>): string | undefined {
  if (user?.fault !== undefined) return user.fault === 'gone' ? 'not-found' : user.fault;
  return user?.usageLocation === null ? 'no-usage-location' : undefined;
}

function wrongAbout(
  id: string,
  {
    due,
    reason,
    has,
  }: { readonly due: string | undefined; readonly reason: string | undefined; readonly has: boolean },
): readonly string[] {
  return due === reason && has === (due === undefined) ? [] : [`${id}: ${String(reason)} instead of ${String(due)}`];
}

async function withRows({ rows, speed }: Asked): Promise<Outcome> {
  const world = await aWorld(25, speed);
  const { tenant } = world.contoso;
  const now = world.clock.now();
  await tenant.makeCalls({ count: rows, from: now - 80 * dayMs, to: now - dayMs });
  const all = tenant.calls(now - 85 * dayMs, now);
  tenant.calls = () => all;
  // Its document has all the calls: reading it for each request would take most of the time.
  tenant.refresh = () => Promise.resolve();
  try {
    const first = await world.life('rows', line => Number(/^rows (\d+)/.exec(line)?.[1]) >= rows / 2);
    const known = await world.stored(async stores => (await stores.rows.totals()).rowsKnown);
    const second = await world.life('rows', () => false);
    const { totals, entries } = await world.stored(async stores => ({
      totals: await stores.rows.totals(),
      entries: await stores.journal.entriesAfter(0),
    }));
    const verified = verify(entries, sha256);
    const due = all.reduce((sum, { charge }) => sum + BigInt(Math.round(Number(charge) * 1e6)), 0n);
    const wrong = [
      ...(first.killed && !second.killed ? [] : ['it did not end as it should']),
      ...(known > 0 && known < all.length ? [] : [`${known} rows were known when it was killed`]),
      ...(totals.rowsKnown === all.length ? [] : [`${totals.rowsKnown} rows of ${all.length}`]),
      ...(totals.drawn === due ? [] : [`${totals.drawn} drawn of ${due}`]),
      ...(verified.ok && demandOf(verified.value.pool) === due ? [] : ['the journal has another sum']),
      ...(totals.questionsLookAlike + totals.questionsOtherCurrency === 0 ? [] : ['rows are held']),
      ...(totals.corrections === 0 ? [] : [`${totals.corrections} corrections`]),
    ];
    const figures = { rowsKnown: totals.rowsKnown, knownAtTheKill: known, drawnUsd: Number(totals.drawn) / 1e6 };
    return { seen: world.seen(), figures, wrong };
  } finally {
    await world.end();
  }
}

/** Contoso behind a Graph that misbehaves, the store of the program that asks it, and that program's lives. */
async function aWorld(people: number, speed: number) {
  const begunAt = Date.now();
  const clock = fastClock(begunAt, speed);
  const contoso = await aTenant({ people, clock, waits: clock });
  const faults: Faults = contoso.faults;
  const { server } = contoso;
  const folder = await aFolder();
  let stopped = 0;
  let lives = 0;
  const stored = async <Value>(read: (of: ReturnType<ReturnType<typeof openEmbedded>['of']>) => Promise<Value>) => {
    const stores = openEmbedded(folder, clock);
    try {
      return await read(stores.of('contoso'));
    } finally {
      await stores.close();
    }
  };
  return {
    clock,
    contoso,
    stored,
    /** One life of the program; it is killed once a line that it prints, or what it has done by then, is enough. */
    life: async (what: string, isEnough: (line: string) => boolean) => {
      lives += 1;
      // In its first life the token of a page expires; in its second, pages lead to themselves until it has said so.
      Object.assign(faults, misbehaving, { pages: lives === 1 ? 'expired' : 'repeated' });
      const file = path.join(import.meta.dirname, 'bot-process.ts');
      const given = [what, folder, contoso.endpoint, String(begunAt), String(speed)];
      const child = spawn(process.execPath, [file, ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'exit');
      const look = setInterval(() => isEnough('') && child.kill('SIGKILL'), 20);
      for await (const line of createInterface({ input: child.stdout })) {
        if (isEnough(line)) child.kill('SIGKILL');
        if (!line.startsWith('stopped')) continue;
        stopped += 1;
        console.log(line);
        if (line === 'stopped graph-pages') faults.pages = undefined;
      }
      await ended;
      clearInterval(look);
      // What it had asked for is carried out, though nobody waits for it.
      while (server.underWay > 0) await systemClock.wait(10);
      if (child.signalCode === null && child.exitCode !== 0)
        throw new Error(`the program ended with ${child.exitCode}`);
      return { killed: child.signalCode === 'SIGKILL' };
    },
    seen: (): Seen => ({
      ...{ asked: server.asked, disturbed: server.disturbed, beyondLimits: server.beyondLimits, stopped },
      minutes: Math.round(((clock.now() - begunAt) / (60 * secondMs)) * 10) / 10,
    }),
    end: async () => {
      await contoso.stop();
      await rm(folder, { recursive: true });
    },
  };
}
