import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { LowdbDocuments } from '../../bot/drivers/lowdb/documents.ts';
import type { Extent, Figure } from './figures.ts';

// A balance at zero, told to many conversations that take 150 ms a request, ten of which never answer; the same with a program that is
// killed in the middle; and what a message costs us when 100, and very many, are subscribed.

const sizes = { small: { conversations: 500, most: 3000 }, full: { conversations: 1000, most: 10_000 } } as const;
const silent = 10;
const requestMs = 150;
/** 50 a second of an organization. */
const limit = { amount: 50, windowMs: 1000 };

interface Request {
  readonly at: number;
  readonly conversation: string;
  /** Whether it was answered. */
  isAnswered: boolean;
}

/** Teams' connector, as slow as the real one, which counts. */
class SlowConnector {
  readonly requests: Request[] = [];
  readonly #loud = new Set<string>();
  #twice = 0;
  readonly #server: Server;
  #count = 0;

  constructor() {
    this.#server = createServer((asked, response) => {
      asked.resume();
      const [, , , name = ''] = (asked.url ?? '').split('/');
      const request: Request = { at: performance.now(), conversation: decodeURIComponent(name), isAnswered: false };
      this.requests.push(request);
      if (request.conversation.startsWith('silent')) return;
      if (this.#loud.has(request.conversation)) this.#twice += 1;
      this.#loud.add(request.conversation);
      setTimeout(() => {
        if (asked.socket.destroyed) return;
        request.isAnswered = true;
        response.writeHead(201, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ id: `message-${(this.#count += 1)}` }));
      }, requestMs);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  /** How many that answer have been told. */
  get told(): number {
    return this.#loud.size;
  }

  /** How many of them were told for the second time. */
  get twice(): number {
    return this.#twice;
  }

  /** How many requests came while the limit was used up. */
  get violations(): number {
    const { requests } = this;
    return requests.filter(({ at }, index) => {
      const first = requests[index - limit.amount];
      return first !== undefined && at - first.at < limit.windowMs;
    }).length;
  }
}

/** A folder in which so many have asked for alerts. */
async function subscribed(folder: string, count: number, serviceUrl: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const all = Array.from({ length: count }, (_, index) => {
    const id = `${index % (count / silent) === 0 ? 'silent' : 'loud'}-${index}`;
    const reference = {
      ...{ serviceUrl, channelId: 'msteams', bot: { id: '28:bot', name: 'Credits' } },
      conversation: { id, conversationType: 'personal', tenantId: 'contoso' },
    };
    return [id, { id, locale: 'en', isSubscribed: true, reference }] as const;
  });
  await new LowdbDocuments(folder)
    .of('contoso')
    .change('conversations', () => ({ conversations: Object.fromEntries(all) }));
  return folder;
}

const start = (folder: string, ...args: readonly string[]): ChildProcess =>
  fork(path.join(import.meta.dirname, 'alerts-program.ts'), [folder, ...args]);

async function until(isDone: () => boolean, mostMs: number): Promise<void> {
  for (const end = performance.now() + mostMs; !isDone() && performance.now() < end;) await delay(5);
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill('SIGKILL');
  await once(program, 'exit');
}

async function toldAll(folder: string, conversations: number): Promise<readonly Figure[]> {
  const loud = conversations - silent;
  const connector = new SlowConnector();
  const program = start(await subscribed(folder, conversations, await connector.start()));
  await until(() => connector.requests.length > 0, 10_000);
  await until(() => connector.told === loud, 60_000);
  const [first] = connector.requests;
  const last = connector.requests.findLast(({ conversation }) => conversation.startsWith('loud'));
  await end(program);
  await connector.stop();
  const seconds = ((last?.at ?? 0) + requestMs - (first?.at ?? 0)) / 1000;
  return [
    {
      key: 'told',
      figure: `of ${loud} conversations told, beside ten silent ones`,
      value: connector.told,
      target: { is: '=', value: loud },
    },
    { key: 'told-twice', figure: 'told twice', value: connector.twice, target: { is: '=', value: 0 } },
    {
      key: 'last-told',
      figure: 'last told after, s',
      value: seconds,
      digits: 1,
      target: { is: '≤', value: 1.1 * (conversations / limit.amount) },
    },
    {
      key: 'violations',
      figure: 'requests above 50 a second',
      value: connector.violations,
      target: { is: '=', value: 0 },
    },
  ];
}

/** `kill -9` in the middle; what was under way then may arrive twice, since its id never came back. */
async function killed(folder: string, conversations: number): Promise<readonly Figure[]> {
  const loud = conversations - silent;
  const connector = new SlowConnector();
  await subscribed(folder, conversations, await connector.start());
  const first = start(folder);
  await until(() => connector.told >= loud / 2, 60_000);
  await end(first);
  const died = performance.now();
  const underWay = connector.requests.filter(
    ({ isAnswered, conversation }) => !isAnswered && conversation.startsWith('loud'),
  );
  const before = connector.requests.length;
  const second = start(folder);
  await until(() => connector.requests.length > before, 20_000);
  const takenUpMs = (connector.requests[before]?.at ?? Infinity) - died;
  const again = (): boolean =>
    underWay.every(({ conversation }) =>
      connector.requests.slice(before).some(one => one.conversation === conversation),
    );
  await until(() => connector.told === loud && again(), 60_000);
  await end(second);
  await connector.stop();
  return [
    {
      key: 'killed-told',
      figure: 'told, with a program that was killed in the middle',
      value: connector.told,
      target: { is: '=', value: loud },
    },
    {
      key: 'killed-taken-up',
      figure: 'taken up after, s',
      value: takenUpMs / 1000,
      digits: 1,
      target: { is: '≤', value: 10 },
    },
    { key: 'killed-twice', figure: 'told twice then', value: connector.twice },
    { key: 'killed-under-way', figure: 'that had not been answered', value: underWay.length },
  ];
}

async function costOf(folder: string, count: number): Promise<Figure> {
  const program = start(await subscribed(folder, count, 'http://127.0.0.1:9/'), 'at-once');
  const [{ told, cpuMs }] = (await once(program, 'message')) as [{ told: number; cpuMs: number }];
  await end(program);
  return { key: `cpu-${count}`, figure: `ms of CPU a message, of ${told}`, value: cpuMs / told, digits: 2 };
}

export async function benchAlerts(folder: string, extent: Extent): Promise<readonly Figure[]> {
  const { conversations, most } = sizes[extent];
  return [
    ...(await toldAll(path.join(folder, 'told'), conversations)),
    ...(await killed(path.join(folder, 'killed'), conversations)),
    await costOf(path.join(folder, 'few'), 100),
    await costOf(path.join(folder, 'many'), most),
  ];
}
