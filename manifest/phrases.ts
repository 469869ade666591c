// npm run phrases: writes cards/words/phrase-weights.json and .bin, what the tables of phrases teach. Each network is taught in a thread of its own.
import { writeFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { networkCount, networkLearned, type LearnedNetwork } from '../bot/chat/phrase-training.ts';

const taught = (at: number): Promise<LearnedNetwork> =>
  new Promise((resolve, reject) => {
    new Worker(new URL(import.meta.url), { workerData: at })
      .once('message', resolve)
      .once('error', reject)
      .once('exit', code => {
        reject(new Error(`network ${at} was not taught: its thread ended with ${code}`));
      });
  });

const write = (ending: 'json' | 'bin', content: string | Uint8Array): void => {
  writeFileSync(new URL(`../cards/words/phrase-weights.${ending}`, import.meta.url), content);
};

if (isMainThread) {
  const all = await Promise.all(Array.from({ length: networkCount }, (_, at) => taught(at)));
  const [first] = all;
  if (first === undefined) throw new Error('there is no network to teach');
  const { of, meanings, features } = first;
  const networks = all.map(({ network }) => network);
  write('json', `${JSON.stringify({ of, meanings, features, networks }, null, 1)}\n`);
  write('bin', Buffer.concat(all.map(({ bytes }) => Buffer.from(bytes.buffer))));
} else {
  parentPort?.postMessage(networkLearned(Number(workerData)));
}
