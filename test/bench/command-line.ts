import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decimal, toIso, type CallRow } from '../../core/index.ts';
import { pagesOfCalls } from './calls.ts';
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
  const exported = `${folder}.csv`;
  await writeExport(exported, rows);
  const used = {
    import: await usedBy(`${folder}-anew`, 'import', exported, '--currency', 'USD'),
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

/** As many calls as the admin center's export has them. */
const writeExport = (file: string, rows: number): Promise<void> => writeFile(file, exportOf(rows));

function* exportOf(rows: number): Iterable<string> {
  yield 'UsageId,Call ID,AAD ObjectId,UPN,User Display Name,Caller ID,Destination Number,Call Type,Destination Dialed,Start Time,Duration Seconds,Connection Fee,Charge,Currency,Capability\n';
  for (const page of pagesOfCalls(rows, 1000)) yield page.map(lineOf).join('');
}

function lineOf({ id, start, durationSeconds, charge, fee, currency, capability, about }: CallRow): string {
  const { callId, userId, userPrincipalName, userName, caller, callee, callType, destination } = about;
  const [paid, connected] = [charge, fee].map(amount => decimal(amount, currency));
  const who = [userId, userPrincipalName, userName, caller, callee, callType, destination];
  return `${[id, callId, ...who, toIso(start), durationSeconds, connected, paid, currency, capability].join(',')}\n`;
}
