import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fromBufferPromise } from 'yauzl';
import { buffer } from 'node:stream/consumers';
import { verify } from '../../core/index.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import type { Cases } from './cases.ts';
import { changedExport, type Dice } from './mutate-export.ts';

const mostCpuMs = 1000;
const mostBlockedMs = 100;
/** Every so many cases the journal and all documents are read. */
const provedEvery = 100;

/** Sends changed exports to a bot with its real server, in a chat, and reads the balance meanwhile. */
export async function fuzz({ seed, from, count }: Cases): Promise<void> {
  const sources = await exportsAround();
  const office = await new Office().open();
  await office.setsUp();
  let body: Buffer = Buffer.alloc(0);
  const files = createServer((_request, response) => response.end(body));
  await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/`;
  const turns = new Turns();
  const worst = { cpuMs: 0, blockedMs: 0 };

  for (let number = from; number < from + count; number += 1) {
    const dice = diceOf(seed, number);
    const { about, name, bytes } = await changedExport(dice.one(sources), dice);
    console.log(`case ${number} ${about} (${bytes.length} bytes)`);
    body = bytes;
    // What it took to make the file is no cost of the bot.
    globalThis.gc?.();
    await turns.begin();
    const begun = process.cpuUsage();
    const faults: string[] = [];
    const wrong = (error: unknown): string => {
      faults.push((error as Error).message);
      return '';
    };
    const importing = office.types('import', { files: [{ name, url }] }).then(textOf, wrong);
    const reading = office.types('balance', { conversation: 'another' }).then(textOf, wrong);
    const [imported, balance] = await Promise.all([importing, reading]);
    const { user, system } = process.cpuUsage(begun);
    const cpuMs = (user + system) / 1000;
    const blockedMs = turns.end();
    worst.cpuMs = Math.max(worst.cpuMs, cpuMs);
    worst.blockedMs = Math.max(worst.blockedMs, blockedMs);
    if (/Something went wrong/.test(imported)) faults.push(`failed: ${imported.slice(0, 200)}`);
    if (imported.length > 28_000) faults.push(`an answer of ${imported.length} characters`);
    if (!balance.includes('$')) faults.push(`no balance meanwhile: ${balance.slice(0, 200)}`);
    if (cpuMs > mostCpuMs) faults.push(`${Math.round(cpuMs)} ms of CPU`);
    if (blockedMs > mostBlockedMs) faults.push(`nobody else had a turn for ${Math.round(blockedMs)} ms of CPU`);
    if ((number + 1) % provedEvery === 0 || number + 1 === from + count) faults.push(...(await unproved(office)));
    for (const fault of faults) console.log(`FOUND files seed ${seed} case ${number}: ${fault}; ${about}`);
  }
  const { rss } = process.memoryUsage();
  console.log(
    `done ${count} cases; at most ${Math.round(worst.cpuMs)} ms of CPU, and ${Math.round(worst.blockedMs)} ms in one turn; ${Math.round(rss / 2 ** 20)} MB at the end`,
  );
}

/** The longest turn of the event loop, in CPU of its thread: how busy the machine is makes no difference. */
class Turns {
  #timer: NodeJS.Timeout | undefined;
  #longest = 0;

  async begin(): Promise<void> {
    // What came before this case has had its turn.
    await new Promise(resolve => setTimeout(resolve, 1));
    this.#longest = 0;
    let last = threadMs();
    this.#timer = setInterval(() => {
      const now = threadMs();
      this.#longest = Math.max(this.#longest, now - last);
      last = now;
    }, 1);
  }

  end(): number {
    clearInterval(this.#timer);
    return this.#longest;
  }
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** What is no longer intact of the journal and the documents. */
async function unproved(office: Office): Promise<readonly string[]> {
  const faults: string[] = [];
  const proof = verify(await office.entries(), sha256);
  if (!proof.ok) faults.push(`the journal is damaged at entry ${proof.refusal.seq}`);
  const { settings, conversations, logCursors } = office.tenant;
  await Promise.all([settings.read(), conversations.subscribed(), logCursors.read()]).catch((error: unknown) =>
    faults.push(`a document is damaged: ${(error as Error).message}`),
  );
  return faults;
}

/** Dice that depend on the seed and the case alone. */
function diceOf(seed: number, number: number): Dice {
  const random = seeded(seed * 1_000_003 + number);
  const below = (most: number): number => Math.floor(random() * most);
  return { below, one: values => values[below(values.length)] as never };
}

/** The exports that lie among the tests, and beside the project where there are some. */
async function exportsAround(): Promise<readonly string[]> {
  const own = path.join(import.meta.dirname, '../data');
  const beside = path.join(import.meta.dirname, '../../../shared/data/usage');
  const files = [own, ...(existsSync(beside) ? [beside] : [])].flatMap(folder =>
    readdirSync(folder).map(file => path.join(folder, file)),
  );
  const texts: string[] = [];
  for (const file of files) {
    if (file.endsWith('.csv')) texts.push(readFileSync(file, 'utf8'));
    if (file.endsWith('.zip')) texts.push(...(await textsIn(readFileSync(file))));
  }
  return texts.filter(text => text.includes('UsageId'));
}

async function textsIn(bytes: Buffer): Promise<readonly string[]> {
  const texts: string[] = [];
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry())
    if (/PSTN\.calls/.test(entry.fileName))
      texts.push((await buffer(await zip.openReadStreamPromise(entry))).toString('utf8'));
  return texts;
}
