import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { dayMs, hourMs } from '../../core/index.ts';
import { contosoOf } from '../../bot/drivers/sandbox/contoso.ts';
import { guid, seeded } from '../../bot/drivers/sandbox/random.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { startBot, type Program } from '../playground/programs.ts';
import { aTenant } from '../support/graph.ts';
import { aDatabase, stopPostgres } from '../support/postgres.ts';
import { activity, post } from './bot-turn.ts';
import { whole, type Extent, type Figure } from './figures.ts';

// Commands of an organization of a size, through the door of the program, what memory it takes, and `balance` while it has much to do.

interface Size {
  readonly people: number;
  readonly rows: number;
  readonly callers: number;
  /** How often each command is typed. */
  readonly rounds: number;
  readonly busy: { readonly people: number; readonly files: number; readonly callsEach: number };
}

const sizes: Readonly<Record<Extent, Size>> = {
  small: {
    ...{ people: 10_000, rows: 50_000, callers: 2000, rounds: 12 },
    busy: { people: 5000, files: 4, callsEach: 2500 },
  },
  full: {
    ...{ people: 100_000, rows: 1_000_000, callers: 2000, rounds: 40 },
    busy: { people: 10_000, files: 20, callsEach: 5000 },
  },
};

type Env = Readonly<Record<string, string>>;

export async function benchCommands(folder: string, extent: Extent): Promise<readonly Figure[]> {
  const size = sizes[extent];
  const exported = path.join(folder, 'calls.csv');
  const calls = await writeCalls(exported, size);
  const figures = await onStore('sqlite', { exported, calls, size }, { DATA_DIR: path.join(folder, 'bot') });
  const database = await aDatabase();
  const documents = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const env = { DATA_DIR: documents, DATABASE_URL: database.url };
    return [...figures, ...(await onStore('postgres', { exported, calls, size }, env))];
  } finally {
    await database.drop();
    await stopPostgres();
    await rm(documents, { recursive: true, force: true });
  }
}

async function onStore(
  store: string,
  { exported, calls, size }: { readonly exported: string; readonly calls: Calls; readonly size: Size },
  env: Env,
): Promise<readonly Figure[]> {
  const opened = new Date(systemClock.now() - 360 * dayMs).toISOString();
  await credits(env, 'buy', '--amount', '900000', '--at', opened);
  await credits(env, 'import', exported);
  // Graph is no part of the program: its people and calls are not in that one's memory.
  const graph = await aTenant({ clock: systemClock });
  const settings = { ...env, GRAPH_ENDPOINT: graph.endpoint };
  const bot = await startBot({ port: 0, isQuiet: true, isUnlimited: true, env: settings });
  try {
    await employ({ bot, graph, size }, size.people);
    const figures: Figure[] = [];
    for (const [name, typed] of commandsOf(calls))
      figures.push(...(await measured(store, bot, { name, typed, rounds: size.rounds })));
    figures.push(await memoryOf(store, bot, size));
    return [...figures, ...(await whileBusy(store, { bot, graph, size }))];
  } finally {
    await bot.stop();
    await graph.stop();
  }
}

/** What is typed, by the name of its figures. */
const commandsOf = ({ id, person }: Calls): readonly (readonly [string, string])[] => [
  ['balance', 'balance'],
  ['forecast', 'forecast'],
  ['usage', 'usage'],
  ['usage-year', 'usage 365 by person'],
  ['calls', 'calls 90'],
  ['calls-person', `calls 365 of ${person}`],
  ['explain', `explain ${id}`],
  ['rate', 'rate Germany'],
  ['who', `who ${person}`],
  ['licenses', 'licenses'],
  ['departments', 'departments'],
  ['departments-before', 'departments last month'],
];

interface Calls {
  /** One of them. */
  readonly id: string;
  /** The address of somebody who called. */
  readonly person: string;
}

/** A year's export: every call is paid by credits. */
async function writeCalls(file: string, size: Size): Promise<Calls> {
  const random = seeded(7);
  const callers = contosoOf(size.people)
    .filter(({ userType, isEnabled }) => userType === 'Member' && isEnabled)
    .slice(100, 100 + size.callers);
  const begin = systemClock.now() - 355 * dayMs;
  const places = [
    ['Germany', '+493055'],
    ['United States', '+120655'],
    ['Japan', '+81355'],
    ['India', '+911155'],
  ] as const;
  let id = '';
  function* lines(): Generator<string> {
    yield 'UsageId,Call ID,Conference ID,User Location,AAD ObjectId,UPN,User Display Name,Caller ID,Call Type,Number Type,Domestic/International,Destination Dialed,Destination Number,Start Time,End Time,Duration Seconds,Connection Fee,Charge,Currency,Capability\n';
    for (let index = 0; index < size.rows; index += 1) {
      id = guid(random);
      const caller = callers[Math.floor(random() * random() * callers.length)];
      const [place, prefix] = places[index % places.length] ?? places[0];
      const start = begin + Math.floor((index * 353 * dayMs) / size.rows);
      const seconds = 30 + (index % 900);
      const said = [
        ...[id, `c${index}`, '', 'US', caller?.id, caller?.userPrincipalName, caller?.displayName, '+14255550100'],
        ...['user_out', 'Subscriber', 'International', place, `${prefix}${String(index % 1_000_000).padStart(6, '0')}`],
        ...[new Date(start).toISOString(), new Date(start + seconds * 1000).toISOString(), seconds],
        ...['0.00', (0.01 * (1 + (index % 40))).toFixed(2), 'USD', 'MCOPSTNPP'],
      ];
      yield `${said.join(',')}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return { id, person: callers[0]?.userPrincipalName ?? '' };
}

/** The operators' command line, as a program. */
async function credits(env: Env, ...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['bot/ledger.ts', ...args], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`credits ${args[0] ?? ''} ended with ${String(code)}`);
}

interface Organization {
  readonly bot: Program;
  readonly graph: Awaited<ReturnType<typeof aTenant>>;
  readonly size: Size;
}

/** The organization has so many people from now on; returns when they have been read. */
async function employ({ bot, graph, size }: Organization, people: number): Promise<void> {
  await graph.tenant.become({ people });
  // With fewer people than before, somebody is gone; with more, somebody is new.
  const last = contosoOf(size.people).at(-1)?.userPrincipalName ?? '';
  for (let turn = 0; turn < 240; turn += 1) {
    const answer = JSON.stringify(await post(bot, activity(`who ${last}`, `read-${people}-${turn}`)));
    if (answer.includes('FactSet') === (people === size.people)) return;
    await setTimeout(500);
  }
  throw new Error('the directory was not read');
}

let turns = 0;

async function timed(bot: Program, typed: string): Promise<number> {
  const begun = performance.now();
  await post(bot, activity(typed, `turn-${(turns += 1)}`));
  return performance.now() - begun;
}

async function measured(
  store: string,
  bot: Program,
  { name, typed, rounds }: { readonly name: string; readonly typed: string; readonly rounds: number },
): Promise<readonly Figure[]> {
  const first = await timed(bot, typed);
  const before = await mainThreadMs(bot);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await timed(bot, typed));
  const cpu = ((await mainThreadMs(bot)) - before) / rounds;
  const asked = `${store}: ${typed.replace(/\S+@\S+/, 'PERSON').replace(/[\da-f-]{36}/, 'CALL')}`;
  return [
    { key: `${store}-${name}-p50`, figure: `${asked}, ms, median of ${rounds}`, value: at(times, 0.5) },
    { key: `${store}-${name}-p99`, figure: `  ${asked}, the slowest, ms`, value: at(times, 1) },
    { key: `${store}-${name}-first`, figure: `  ${asked}, the first one, ms`, value: first },
    { key: `${store}-${name}-cpu`, figure: `  ${asked}, of the main thread, ms`, value: cpu, digits: 1 },
  ];
}

const at = (times: readonly number[], part: number): number =>
  times.toSorted((one, other) => one - other)[Math.ceil(part * times.length) - 1] ?? 0;

/** What the thread that answers has worked, in steps of 10 ms as Linux counts; elsewhere none is told. */
async function mainThreadMs({ process: { pid } }: Program): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/task/${String(pid)}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
}

/** The most that it has taken so far, as Linux counts; elsewhere none is told. */
async function memoryOf(store: string, { process: { pid } }: Program, size: Size): Promise<Figure> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return {
    key: `${store}-rss-mb`,
    figure: `${store}: RSS at most with ${whole(size.people)} people and ${whole(size.rows)} rows, MB`,
    value: Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1000,
    target: { is: '<', value: 400 },
  };
}

/** Licenses go to thousands of people, and a log of calls comes in, while somebody asks for the balance. */
async function whileBusy(store: string, organization: Organization): Promise<readonly Figure[]> {
  const { bot, graph, size } = organization;
  const { busy } = size;
  await employ(organization, busy.people);
  await post(bot, activity('assign credits to everyone', `assign-${(turns += 1)}`));
  const press = {
    action: { type: 'Action.Execute', verb: 'assign-credits', data: { order: 'bench', who: 'all', people: [] } },
    trigger: 'manual',
  };
  await post(bot, {
    ...activity('', `press-${(turns += 1)}`),
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: press,
    deliveryMode: undefined,
  });
  const asking = new Worker(new URL('asking.ts', import.meta.url), { workerData: { address: bot.address } });
  try {
    await once(asking, 'message');
    const asked = once(asking, 'message') as Promise<[readonly number[]]>;
    // Who fails is heard when the answer is awaited, however long the imports take.
    asked.catch(() => undefined);
    for (let file = 0; file < busy.files; file += 1) {
      const now = systemClock.now();
      await graph.tenant.makeCalls({ count: busy.callsEach, from: now - hourMs, to: now });
      await timed(bot, 'import');
    }
    asking.postMessage('stop');
    const [times] = await asked;
    if (times.length === 0) throw new Error('nothing was answered meanwhile');
    return busyFigures(store, busy, times);
  } finally {
    await asking.terminate();
  }
}

const busyFigures = (store: string, busy: Size['busy'], times: readonly number[]): readonly Figure[] => [
  {
    key: `${store}-asked-busy-p99`,
    figure: `${store}: balance while ${whole(busy.people)} get licenses and ${whole(busy.files * busy.callsEach)} calls come in, p99 of ${times.length}, ms`,
    value: at(times, 0.99),
    target: { is: '≤', value: 1000 },
  },
];
