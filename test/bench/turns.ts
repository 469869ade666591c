import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import { orderForm } from '../support/teams-client.ts';
import { activity, post } from './bot-turn.ts';
import { median, type Extent, type Figure } from './figures.ts';
import { startBot, startProgram, type Program } from '../playground/programs.ts';

// A `balance` turn against two peers on the same restify and botbuilder, run in turn.

const sizes = { small: { rounds: 3, seconds: 2 }, full: { rounds: 5, seconds: 3 } } as const;
const connections = 20;

interface Run {
  readonly turnsPerSecond: number;
  readonly p99Ms: number;
}

/** Every request is an activity of its own: the bot answers one that it has seen from memory. */
async function measure(program: Program, seconds: number): Promise<Run> {
  const result = await autocannon({
    url: `${program.address}/api/messages`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(activity('balance', 'bench-[<id>]')),
    idReplacement: true,
    connections,
    duration: seconds,
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return { turnsPerSecond: result.requests.average, p99Ms: result.latency.p99 };
}

const libraries = ['botbuilder', 'teams-sdk'] as const;
type Library = (typeof libraries)[number];

const startWith = (library: Library, dataDir: string): Promise<Program> =>
  startBot({ port: 0, dataDir, isQuiet: true, isUnlimited: true, env: { TEAMS_LIBRARY: library } });

/** The memory that a program holds, as Linux counts it. */
async function rssMbOf({ process: { pid } }: Program): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
}

export async function benchTurns(_folder: string, extent: Extent): Promise<readonly Figure[]> {
  const { rounds, seconds } = sizes[extent];
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  const starts: Record<Library, { ms: number; rssMb: number }[]> = { botbuilder: [], 'teams-sdk': [] };
  for (let round = 0; round < rounds; round += 1)
    for (const library of libraries) {
      const begun = performance.now();
      const bot = await startWith(library, path.join(folder, `start-${library}-${round}`));
      await post(bot, activity('help', 'first'));
      starts[library].push({ ms: performance.now() - begun, rssMb: await rssMbOf(bot) });
      await bot.stop();
    }

  const bot = await startWith('botbuilder', path.join(folder, 'bot'));
  const sdk = await startWith('teams-sdk', path.join(folder, 'sdk'));
  for (const program of [bot, sdk]) await setUp(program);
  const programs = {
    ...{ bot, sdk },
    card: await startProgram('test/bench/peer.ts', 'card'),
    echo: await startProgram('test/bench/peer.ts', 'echo'),
  };
  const runs: Record<keyof typeof programs, Run[]> = { bot: [], sdk: [], card: [], echo: [] };
  const names = Object.keys(programs) as (keyof typeof programs)[];
  for (const name of names) await measure(programs[name], seconds);
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) runs[name].push(await measure(programs[name], seconds));
  for (const name of names) await programs[name].stop();
  await rm(folder, { recursive: true, force: true });

  const turns = (name: keyof typeof programs): number => median(runs[name].map(run => run.turnsPerSecond));
  const p99 = (name: keyof typeof programs): number => median(runs[name].map(run => run.p99Ms));
  return [
    { key: 'turns-per-second', figure: 'turns/s', value: turns('bot') },
    { key: 'card-turns-per-second', figure: 'turns/s of a bot that fills the same card', value: turns('card') },
    { key: 'echo-turns-per-second', figure: 'turns/s of a bare echo', value: turns('echo') },
    {
      key: 'turns-to-card',
      figure: 'turns/s against a bot that fills the same card',
      value: turns('bot') / turns('card'),
      digits: 2,
      target: { is: '≥', value: 1 },
    },
    {
      key: 'p99-to-card',
      figure: 'p99 against it',
      value: p99('bot') / p99('card'),
      digits: 2,
      target: { is: '≤', value: 1.2 },
    },
    {
      key: 'turns-to-echo',
      figure: 'turns/s against a bare echo',
      value: turns('bot') / turns('echo'),
      digits: 2,
      target: { is: '≥', value: 0.5 },
    },
    {
      key: 'start-ms',
      figure: 'start to first answered turn, ms',
      value: median(starts.botbuilder.map(({ ms }) => ms)),
      target: { is: '<', value: 1500 },
    },
    { key: 'sdk-turns-per-second', figure: 'turns/s with teams-sdk', value: turns('sdk') },
    {
      key: 'sdk-turns-to-botbuilder',
      figure: 'turns/s against botbuilder',
      value: turns('sdk') / turns('bot'),
      digits: 2,
    },
    {
      key: 'sdk-start-ms',
      figure: 'its start to first answered turn, ms',
      value: median(starts['teams-sdk'].map(({ ms }) => ms)),
    },
    {
      key: 'rss-mb',
      figure: 'RSS after the first turn, MB',
      value: median(starts.botbuilder.map(({ rssMb }) => rssMb)),
    },
    {
      key: 'sdk-rss-mb',
      figure: 'RSS after the first turn with teams-sdk, MB',
      value: median(starts['teams-sdk'].map(({ rssMb }) => rssMb)),
    },
  ];
}

/** Through the buttons, as a person would. */
async function setUp(program: Program): Promise<void> {
  let count = 0;
  const press = async (verb: string, data: Record<string, unknown>): Promise<void> => {
    count += 1;
    const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
    await post(program, {
      ...activity('', `press-${count}`),
      type: 'invoke',
      name: 'adaptiveCard/action',
      value,
      deliveryMode: undefined,
    });
  };
  await post(program, activity('setup', 'setup'));
  await press('setup-billing', { version: 1, billing: 'prepaid' });
  await press('setup-go', { version: 2, step: 'order' });
  await press('setup-order', { version: 3, ...orderForm });
  await press('setup-place', { version: 4 });
  const answer = JSON.stringify(await post(program, activity('balance', 'balance')));
  if (!answer.includes('$100.00')) throw new Error('the bench could not set up credits');
}
