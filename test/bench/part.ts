import { growLittle } from '../../bot/work/little-memory.ts';
import { benchAlerts } from './alerts.ts';
import { benchCommands } from './commands.ts';
import { benchCrashes } from './crashes.ts';
import { benchEmbedded } from './embedded.ts';
import type { Extent, Part } from './figures.ts';
import { benchGraph } from './graph.ts';
import { benchLedger } from './ledger.ts';
import type { PartName } from './measure.ts';
import { benchPostgres } from './postgres.ts';
import { benchTurns } from './turns.ts';

// One part of the bench as a program of its own: node part.ts NAME FOLDER EXTENT [ROWS]. Its figures go to the process that started it.

const parts: Readonly<Record<PartName, Part>> = {
  ledger: benchLedger,
  turns: benchTurns,
  commands: benchCommands,
  embedded: benchEmbedded,
  postgres: benchPostgres,
  graph: benchGraph,
  alerts: benchAlerts,
  crashes: benchCrashes,
};

// Memory grows as the bot lets it, also for peers in this process.
growLittle();

const [name = '', folder = '', extent = '', rows] = process.argv.slice(2);
const figures = await parts[name as PartName](folder, extent as Extent, rows === undefined ? undefined : Number(rows));
process.send?.(figures, () => process.exit());
