import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startBot, type Program } from '../playground/programs.ts';
import { textOf } from '../support/card.ts';
import { FakeConnector } from '../support/connector.ts';
import { people, TeamsClient } from '../support/teams-client.ts';
import { hostile, type Hostile } from './activities.ts';

// The bot as `npm start` runs it, with a book, before hostile activities. Whatever they hold: no 5xx, no second of CPU, no answer that is too
// large or tells what its sender may not know; afterwards every document and the journal are there and whole.

/** What an activity did that none may do; the seed and the number make it again. */
export interface Fault {
  readonly index: number;
  readonly what: string;
}

export interface Fuzzed {
  readonly faults: readonly Fault[];
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly slowestMs: number;
  readonly largest: number;
  /** The memory of the program, in MB, after each tenth of the activities. */
  readonly memory: readonly number[];
}

const mostMs = 1000;
const hangMs = 15_000;
const largestCard = 28 * 1024;
const lookEvery = 1000;
/** What only those know who may look; help has amounts and a name as examples, without cents. */
const secret = /[$][\d,]+\.\d\d|Grady|Megan|Alex Wilber/g;
const root = path.resolve(import.meta.dirname, '../..');

/** A running bot with a book, and how to begin it again where a hostile activity has ended it. */
class Target {
  readonly #folder: string;
  readonly #connector: FakeConnector;
  #program: Program | undefined;
  readonly serviceUrl: string;
  readonly client = new TeamsClient();

  private constructor(folder: string, connector: FakeConnector, serviceUrl: string) {
    this.#folder = folder;
    this.#connector = connector;
    this.serviceUrl = serviceUrl;
  }

  static async open(): Promise<Target> {
    const connector = new FakeConnector();
    const target = new Target(await mkdtemp(path.join(tmpdir(), 'fuzz-')), connector, await connector.start());
    await target.begin();
    await target.client.setsUp();
    await target.client.types('alerts here', { conversation: 'canary', kind: 'channel' });
    return target;
  }

  async begin(): Promise<void> {
    await this.#program?.kill();
    this.#program = await startBot({ port: 0, dataDir: this.#folder, isQuiet: true, isUnlimited: true });
    this.client.connect({ address: this.#program.address, serviceUrl: this.serviceUrl });
  }

  get #pid(): number {
    return this.#program?.process.pid ?? 0;
  }

  /** Its time on a processor so far, where the system tells it; else that of the clock. */
  cpuMs(): number {
    try {
      const fields = readFileSync(`/proc/${this.#pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      return performance.now();
    }
  }

  memoryMb(): number {
    try {
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))?.[1]) / 1024);
    } catch {
      return 0;
    }
  }

  /** What was sent to the conversations of people who may not look, since it was asked last. */
  toldInPrivate(): string {
    const sent = this.#connector.sent.splice(0);
    return JSON.stringify(sent.filter(({ path: to }) => [people.nobody, people.guest].some(id => to.includes(id))));
  }

  /** What is wrong with what is stored, as whoever asks for it is told. */
  async damage(): Promise<readonly string[]> {
    const said = { conversation: 'canary', kind: 'channel' } as const;
    const faults: string[] = [];
    for (const text of [
      'alerts',
      'balance',
      'lots',
      'history',
      'usage',
      'licenses',
      'setup',
      'auto-recharge',
      'about',
    ]) {
      const answer = await this.client.types(text, said).then(textOf, String);
      if (/went wrong|Nothing was changed|damaged|AssertionError|fetch failed/.test(answer))
        faults.push(`"${text}": ${answer}`);
      if (text === 'alerts' && !answer.includes('(here)')) faults.push(`alerts are lost: ${answer}`);
    }
    return faults;
  }

  /** Ends it, and reads every document and the journal from the disk. */
  async end(): Promise<readonly string[]> {
    const faults = [...(await this.damage())];
    await this.#program?.stop();
    const documents = path.join(this.#folder, 'documents');
    for (const file of await readdir(documents, { recursive: true }))
      if (file.endsWith('.json'))
        await readFile(path.join(documents, file), 'utf8')
          .then(text => JSON.parse(text) as unknown)
          .catch((error: unknown) => faults.push(`${file}: ${String(error)}`));
    await promisify(execFile)(process.execPath, [path.join(root, 'bot/ledger.ts'), 'verify'], {
      env: { ...process.env, DATA_DIR: this.#folder },
    }).catch((error: unknown) => faults.push(`verify: ${(error as { stderr?: string }).stderr ?? String(error)}`));
    await this.#connector.stop();
    await rm(this.#folder, { recursive: true });
    return faults;
  }
}

interface Answered {
  readonly status: number;
  readonly text: string;
}

/** Posts an activity; 0 stands for a program that has ended or hangs. A kept connection may close just as it is used: then it is tried once more. */
async function post(target: Target, activity: unknown): Promise<Answered> {
  const answered = await posted(target, activity);
  return answered.status === 0 && !answered.text.startsWith('TimeoutError') ? posted(target, activity) : answered;
}

async function posted({ client: { address } }: Target, activity: unknown): Promise<Answered> {
  try {
    const response = await fetch(`${address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(hangMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: `${String(error)} ${String((error as Error).cause)}` };
  }
}

/** The cards in a response, each as long as Teams is sent it. */
function cardsIn({ status, text }: Answered): readonly number[] {
  if (status === 0 || text === '') return [];
  const body = JSON.parse(text) as { activities?: readonly { attachments?: readonly unknown[] }[]; value?: unknown };
  const cards = body.activities?.flatMap(({ attachments = [] }) => attachments) ?? [body.value ?? ''];
  return cards.map(card => Buffer.byteLength(JSON.stringify(card)));
}

/** What that answer does that none may do. */
function faultsOf(
  { activity, isAuthorized }: Hostile,
  answered: Answered,
  cpuMs: number,
  told: string,
): readonly string[] {
  const { status, text } = answered;
  const sent = JSON.stringify(activity);
  const secrets = isAuthorized ? told : `${text}${told}`;
  return [
    ...(status === 0 ? [`no answer: ${text}`] : []),
    ...(status >= 500 ? [`HTTP ${status}`] : []),
    ...(cpuMs > mostMs ? [`${cpuMs} ms of CPU`] : []),
    ...cardsIn(answered).flatMap(bytes => (bytes > largestCard ? [`an answer of ${bytes} bytes`] : [])),
    ...[...secrets.matchAll(secret)].flatMap(([one]) =>
      sent.includes(one) ? [] : [`told ${one} to who may not know`],
    ),
  ];
}

/** Sends so many hostile activities, one after the other. */
export async function fuzzActivities(
  { seed, count }: { readonly seed: number; readonly count: number },
  report: (fault: Fault) => void = () => undefined,
): Promise<Fuzzed> {
  let target = await Target.open();
  const faults: Fault[] = [];
  const statuses = new Map<number, number>();
  const memory: number[] = [];
  let [slowestMs, largest] = [0, 0];
  const found = (index: number, what: string): void => {
    faults.push({ index, what });
    report({ index, what });
  };
  for (let index = 0; index < count; index += 1) {
    const sent = hostile(seed, index, target.serviceUrl);
    const before = target.cpuMs();
    const answered = await post(target, sent.activity);
    const cpuMs = target.cpuMs() - before;
    statuses.set(answered.status, (statuses.get(answered.status) ?? 0) + 1);
    slowestMs = Math.max(slowestMs, cpuMs);
    largest = Math.max(largest, ...cardsIn(answered));
    for (const what of faultsOf(sent, answered, cpuMs, target.toldInPrivate())) found(index, what);
    if (answered.status === 0) await target.begin();
    if (index % Math.ceil(count / 10) === 0) memory.push(target.memoryMb());
    if (index % lookEvery !== lookEvery - 1) continue;
    const damage = await target.damage();
    for (const what of damage) found(index, what);
    // What is damaged stays so, and would hide what comes after it.
    if (damage.length > 0) {
      await target.end();
      target = await Target.open();
    }
  }
  for (const what of await target.end()) found(count, what);
  return { faults, statuses, slowestMs, largest, memory };
}
