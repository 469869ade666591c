import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Low } from 'lowdb';
import { DataFile } from 'lowdb/node';
import { compared, keptAs, machineKind, merged, textOfLast, type LastFigures } from './last.ts';
import { isPartName, limits, measure, type PartName } from './measure.ts';
import { costsIn, profilesIn } from './profile.ts';

// npm run bench [-- ledger turns commands embedded postgres graph alerts crashes] [--full | --rows 10000000] [--profile]: each figure beside the
// one that it is compared with and the last one of this kind of machine and of the same extent, which it then replaces in last.json. Figures are
// measured here and asserted nowhere. With --full as much is measured as large organizations have; with --rows the imports of embedded and postgres
// are of so many, however long they take. With --profile, which makes all slower and so keeps no figure, it says where the processor's time went.

const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean' }, profile: { type: 'boolean' }, rows: { type: 'string' } },
});
const isProfiled = options.profile === true;
const rows = options.rows === undefined ? undefined : Number(options.rows);
const extent = options.full === true || rows !== undefined ? 'full' : 'small';
/** What imports as many rows as are asked for. */
const imports: ReadonlySet<string> = new Set(['embedded', 'postgres']);
const unknown = asked.find(name => !isPartName(name));
if (unknown !== undefined) {
  console.error(`no part ${unknown}: ${Object.keys(limits).join(', ')}`);
  process.exit(1);
}
if (
  rows !== undefined &&
  (!(rows > 0) || rows % 10_000 !== 0 || asked.some(name => !imports.has(name)) || asked.length === 0)
) {
  console.error(`--rows is a multiple of 10,000, for ${[...imports].join(' and ')} alone`);
  process.exit(1);
}
/** An import of as many rows as anybody asks for ends some day. */
const secondsOfMany = 4 * 3600;
const parts = (asked.length === 0 ? Object.keys(limits) : asked).filter(isPartName);

const kept = new Low<LastFigures>(
  new DataFile<LastFigures>(path.join(import.meta.dirname, 'last.json'), {
    parse: text => JSON.parse(text) as LastFigures,
    stringify: textOfLast,
  }),
  {},
);
await kept.read();

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const machine = machineKind({
  model: cpus()[0]?.model ?? '',
  cores: cpus().length,
  nodeVersion: process.version,
  platform: process.platform,
});
const today = new Date().toISOString().slice(0, 10);
console.log(`${machine}, ${extent}`);
let figures = kept.data;
const failed: PartName[] = [];
let end = performance.now();
for (const part of parts) {
  if (stop.signal.aborted) break;
  const begun = performance.now();
  end += (rows === undefined ? limits[part][extent] : secondsOfMany) * 1000;
  const profiles = isProfiled ? path.join(process.cwd(), 'node_modules/.cache/profiles', part) : undefined;
  if (profiles !== undefined) await rm(profiles, { recursive: true, force: true });
  const measured = await measure(part, { ms: end - begun, extent, rows, stop: stop.signal, profiles });
  const seconds = Math.round((performance.now() - begun) / 1000);
  if (typeof measured === 'string') {
    failed.push(part);
    console.error(`${part}: ${measured}`);
    continue;
  }
  console.log(`${part}, ${seconds} s`);
  console.table(compared(kept.data, { machine, part: keptAs(part, extent, rows), figures: measured }));
  if (profiles === undefined)
    figures = merged(figures, { machine, part: keptAs(part, extent, rows), figures: measured }, today);
  else
    for (const profile of await profilesIn(profiles)) {
      console.log(profile.file);
      console.table(costsIn(profile, process.cwd()));
    }
}
if (figures !== kept.data) {
  kept.data = figures;
  await kept.write();
}
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
