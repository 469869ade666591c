import { cpus } from 'node:os';
import { benchCrashes } from './crashes.ts';
import { benchEmbedded } from './embedded.ts';
import type { Figures } from './figures.ts';
import { benchGraph } from './graph.ts';
import { benchLedger } from './ledger.ts';
import { benchPostgres } from './postgres.ts';
import { benchTurns } from './turns.ts';

// npm run bench [-- ledger|turns|embedded|postgres|graph|crashes]: medians over alternating runs, as a table and as JSON. Figures are
// measured here and asserted nowhere.

const benches: Record<string, () => Figures | Promise<Figures>> = {
  ledger: benchLedger,
  turns: benchTurns,
  embedded: benchEmbedded,
  postgres: benchPostgres,
  graph: benchGraph,
  crashes: benchCrashes,
};

const asked = process.argv[2];
const names = asked === undefined ? Object.keys(benches) : [asked];
const measured: Record<string, unknown> = {
  machine: `${cpus().length} × ${cpus()[0]?.model ?? ''}, Node ${process.version}`,
};
for (const name of names) {
  const bench = benches[name];
  if (bench === undefined) throw new Error(`no bench ${name}: one of ${Object.keys(benches).join(', ')}`);
  const { table, json } = await bench();
  console.table(table);
  measured[name] = json;
}
console.log(JSON.stringify(measured));
