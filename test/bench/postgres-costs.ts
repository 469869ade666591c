import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import type { CallRow } from '../../core/index.ts';
import type { Figure } from './figures.ts';

// What an import costs the server, beside its time.

/** Where its write-ahead log is. */
export const walOf = async (pool: pg.Pool): Promise<string> =>
  (await pool.query<{ wal: string }>('SELECT pg_current_wal_lsn()::text AS wal')).rows[0]?.wal ?? '';

/** Disk and log, a row; the sums apart, since they grow with people and days and not with calls. */
export async function costsOf(
  pool: pg.Pool,
  { begun, rows }: { readonly begun: string; readonly rows: number },
): Promise<readonly Figure[]> {
  const { rows: found } = await pool.query<{ wal: number; calls: number; sums: number }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), $1)::float8 AS wal,
       (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
         WHERE relnamespace = 'credits'::regnamespace AND relkind = 'r' AND relname NOT LIKE 'usage%')::float8 AS calls,
       (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
         WHERE relnamespace = 'credits'::regnamespace AND relkind = 'r' AND relname LIKE 'usage%')::float8 AS sums`,
    [begun],
  );
  const { wal = 0, calls = 0, sums = 0 } = found[0] ?? {};
  return [
    {
      key: 'disk-mb-per-million',
      figure: '  disk of a million calls and their entries, MB',
      value: calls / rows,
      target: { is: '≤', value: 900 },
      d03eed2: 2570,
    },
    {
      key: 'sums-mb-per-million',
      figure: '  disk of the sums, MB for a million calls',
      value: sums / rows,
    },
    { key: 'wal-bytes-per-row', figure: '  write-ahead log of a call, bytes', value: wal / rows, d03eed2: 2550 },
  ];
}

/** The peer: the same rows as they are, read by the server from a file into one table with one index. */
export async function copiedPerSecond(pool: pg.Pool, rows: readonly CallRow[]): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'copy-'));
  await chmod(folder, 0o755);
  const file = path.join(folder, 'calls.csv');
  await writeFile(file, rows.map(lineOfCall).join(''));
  await pool.query(`CREATE TABLE copied_calls (
    id text PRIMARY KEY, start bigint, seconds bigint, charge bigint, fee bigint, currency text, capability text, call_id text, user_id text,
    user_principal_name text, user_name text, call_type text, destination text, caller text, callee text)`);
  const begun = performance.now();
  await pool.query(`COPY copied_calls FROM '${file}' (FORMAT csv)`);
  const spent = performance.now() - begun;
  await pool.query('DROP TABLE copied_calls');
  await rm(folder, { recursive: true });
  return (rows.length / spent) * 1000;
}

const lineOfCall = ({ id, start, durationSeconds, charge, fee, currency, capability, about }: CallRow): string =>
  `${[
    ...[
      id,
      start,
      durationSeconds,
      charge,
      fee,
      currency,
      capability,
      about.callId,
      about.userId,
      about.userPrincipalName,
    ],
    ...[about.userName, about.callType, about.destination, about.caller, about.callee],
  ].join(',')}\n`;
