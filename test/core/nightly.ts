import { spawn } from 'node:child_process';
import path from 'node:path';
import { exhaustive } from './exhaustive/run.ts';

// npm run laws [-- RUNS [SEED]]: the laws over many histories, some hundred thousand commands, with a new seed, which is printed; and the
// comparison of the log with the exports over a hundred thousand rows.
// npm run laws -- exhaustive [DEPTH [ALPHABET…]]: every history of a few commands (exhaustive/run.ts).

const [first = '2500', second, ...names] = process.argv.slice(2);
if (first === 'exhaustive')
  await exhaustive(second === undefined ? 5 : Number(second), names.length === 0 ? undefined : names);
else manyHistories(first, second ?? String(Date.now() % 2 ** 31));

function manyHistories(runs: string, seed: string): void {
  console.log(`LAWS_RUNS=${runs} LAWS_SEED=${seed}`);
  const mocha = path.resolve(import.meta.dirname, '../../node_modules/mocha/bin/mocha.js');
  const files = ['laws.test.ts', '../usage/usage-log.test.ts'].map(file => path.resolve(import.meta.dirname, file));
  const args = [mocha, '--no-config', '--exit', ...files];
  const env = { ...process.env, LAWS_RUNS: runs, LAWS_SEED: seed, LOG_ROWS: '100000' };
  spawn(process.execPath, args, { env, stdio: 'inherit' }).on('exit', code => (process.exitCode = code ?? 1));
}
