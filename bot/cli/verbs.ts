import { adopt } from './adopt.ts';
import { answer } from './answer.ts';
import { balance } from './balance.ts';
import { buy } from './buy.ts';
import { clock } from './clock.ts';
import { continueJournal } from './continue.ts';
import { backup, migrate, restore } from './copies.ts';
import { cancel, decline } from './decline.ts';
import { distribute } from './distribute.ts';
import { doctor } from './doctor.ts';
import { departments } from './departments.ts';
import { erase } from './erase.ts';
import { explain } from './explain.ts';
import { exportJournal } from './export.ts';
import { forecast } from './forecast.ts';
import { history } from './history.ts';
import { importVerb } from './import.ts';
import { list } from './list.ts';
import { lots } from './lots.ts';
import { payments } from './payments.ts';
import { questions } from './questions.ts';
import { reconcile } from './reconcile.ts';
import { chargeBack, refund } from './refund.ts';
import { replayExport } from './replay.ts';
import { reverse } from './reverse.ts';
import { rights } from './rights.ts';
import { link, settle } from './settle.ts';
import { statement } from './statement.ts';
import { usage } from './usage.ts';
import type { Verb } from './verb.ts';
import { verifyJournal } from './verify.ts';

/** Every verb of the operators' command line, in the order in which its usage shows them. */
export const verbs: readonly Verb[] = [
  verifyJournal,
  importVerb,
  buy,
  balance,
  lots,
  payments,
  history,
  usage,
  statement,
  departments,
  explain,
  forecast,
  exportJournal,
  settle,
  link,
  decline,
  cancel,
  reconcile,
  questions,
  answer,
  refund,
  chargeBack,
  reverse,
  erase,
  rights,
  clock,
  adopt,
  continueJournal,
  backup,
  restore,
  replayExport,
  migrate,
  distribute,
  list,
  doctor,
];
