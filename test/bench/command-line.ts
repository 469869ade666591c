import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Figure } from './figures.ts';

// The operators' command line on a store of very many calls, each verb as a program of its own: what the processor works, and the most memory.

interface Used {
  readonly seconds: number;
  readonly rssMb: number;
}

/** What those programs cost that read a wallet of `rows` calls. */
export async function commandLine(folder: string, rows: number, call: string): Promise<readonly Figure[]> {
  // Once without being measured: the program is compiled there, as the image is made.
  await usedBy(folder, 'balance');
  const used = {
    balance: await usedBy(folder, 'balance'),
    explain: await usedBy(folder, 'explain', call),
    usage: await usedBy(folder, 'usage'),
    statement: await usedBy(folder, 'statement', '--month', new Date().toISOString().slice(0, 7)),
    export: await usedBy(folder, 'export', '--format', 'ndjson'),
    verify: await usedBy(folder, 'verify'),
  };
  return Object.entries(used).flatMap(([verb, { seconds, rssMb }]) => {
    // What reads the state alone has to be quick; what reads every entry has to keep its memory.
    const isQuick = verb === 'balance' || verb === 'explain';
    // That was measured of a million.
    const isMillion = rows === 1_000_000;
    const all = `credits ${verb} of ${rows.toLocaleString('en-US')} calls`;
    return [
      {
        ...{ key: `cli-${verb}-seconds`, figure: `${all}, s of the processor`, value: seconds, digits: 2 },
        ...(isQuick && { target: { is: '≤', value: 1 } as const }),
        ...(isQuick && isMillion && { d03eed2: 48 }),
      },
      {
        ...{ key: `cli-${verb}-rss-mb`, figure: `  ${all}, RSS at most, MB`, value: rssMb },
        ...{ target: { is: '≤', value: isQuick ? 150 : 300 } as const },
        ...(isQuick && isMillion && { d03eed2: 2500 }),
      },
    ];
  });
}

async function usedBy(folder: string, ...args: readonly string[]): Promise<Used> {
  const told = `${folder}-used.json`;
  const before = ['--import', path.join(import.meta.dirname, 'tell-usage.ts'), 'bot/ledger.ts'];
  const child = spawn(process.execPath, [...before, ...args], {
    env: { ...process.env, DATA_DIR: folder, BENCH_USAGE: told },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`credits ${args.join(' ')} ended with ${String(code)}`);
  return JSON.parse(await readFile(told, 'utf8')) as Used;
}
