import { about } from './about.ts';
import { addFunds } from './add-funds.ts';
import { alerts } from './alerts.ts';
import { assignCredits } from './assign-credits.ts';
import { autoRecharge } from './auto-recharge.ts';
import { balance } from './balance.ts';
import type { Command } from './command.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { importUsage } from './import.ts';
import { licences } from './licences.ts';
import { lots } from './lots.ts';
import { sandbox } from './sandbox.ts';
import { setup } from './setup.ts';
import { usage } from './usage.ts';

/** Every command, in the order in which help and the manifest show them. */
export const commands: readonly Command[] = [
  setup,
  balance,
  addFunds,
  autoRecharge,
  lots,
  history,
  usage,
  importUsage,
  licences,
  assignCredits,
  alerts,
  help,
  about,
  sandbox,
];
