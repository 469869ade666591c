import { spawn } from 'node:child_process';
import path from 'node:path';

// npm run laws [-- RUNS [SEED]]: the laws over many histories, some hundred thousand commands, with a new seed, which is printed.

const [runs = '2500', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
console.log(`LAWS_RUNS=${runs} LAWS_SEED=${seed}`);
const mocha = path.resolve(import.meta.dirname, '../../node_modules/mocha/bin/mocha.js');
const args = [mocha, '--no-config', path.resolve(import.meta.dirname, 'laws.test.ts')];
const env = { ...process.env, LAWS_RUNS: runs, LAWS_SEED: seed };
spawn(process.execPath, args, { env, stdio: 'inherit' }).on('exit', code => (process.exitCode = code ?? 1));
