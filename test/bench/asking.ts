import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';
import { activity, post } from './bot-turn.ts';

// Asks a program for the balance again and again, until it is told to stop: a thread of its own, since who makes the calls of a whole log at once
// stands still for it. Gives the milliseconds of each answer.

const { address } = workerData as { readonly address: string };
const stop = new AbortController();
parentPort?.once('message', () => stop.abort());

const times: number[] = [];
// The first one takes as long as this thread needs to be ready.
await post({ address }, activity('balance', 'asked-first'));
parentPort?.postMessage('ready');
while (!stop.signal.aborted) {
  const begun = performance.now();
  await post({ address }, activity('balance', `asked-${times.length}`));
  times.push(performance.now() - begun);
  await setTimeout(50);
}
parentPort?.postMessage(times);
