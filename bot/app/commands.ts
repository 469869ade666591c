import { about } from '../reports/about.command.ts';
import { addFunds } from '../funds/add-funds.command.ts';
import { alerts } from '../alerts/alerts.command.ts';
import { assignCredits } from '../licenses/assign-credits.command.ts';
import { autoRecharge } from '../funds/auto-recharge.command.ts';
import { balance } from '../reports/balance.command.ts';
import type { Command } from '../chat/command.ts';
import { help } from '../chat/help.command.ts';
import { history } from '../reports/history.command.ts';
import { importUsage } from '../usage/import.command.ts';
import { licences } from '../licenses/licenses.command.ts';
import { lots } from '../reports/lots.command.ts';
import { sandbox } from '../sandbox/sandbox.command.ts';
import { setup } from '../setup/setup.command.ts';
import { usage } from '../reports/usage.command.ts';

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
