import { mailMonths } from '../exports/mail-months.job.ts';
import { fixDepartments } from '../departments/fix-departments.job.ts';
import { backUp } from '../backups/back-up.job.ts';
import { beat } from '../alerts/beat.job.ts';
import { deliver } from '../alerts/deliver.job.ts';
import { forgetMatters } from '../alerts/forget-matters.job.ts';
import { endSubscriptions } from '../alerts/personal-subscriptions.job.ts';
import { tellApprovers } from '../approvals/tell-approvers.job.ts';
import { foresee } from '../foresight/foresee.job.ts';
import { catchUpDue } from '../funds/catch-up.job.ts';
import { assign } from '../licenses/assign.job.ts';
import { beginAgreed } from '../licenses/begin-agreed.job.ts';
import { readDirectory } from '../licenses/read-directory.job.ts';
import { stopCallsLeft } from '../licenses/stop-calls.job.ts';
import { importDueLogs } from '../usage/import-log.job.ts';
import { forgetLanguages } from '../tenant/forget-languages.job.ts';
import { trimLooks } from '../tenant/trim-looks.job.ts';
import { audit } from '../wallets/audit.job.ts';
import { eraseRows } from '../wallets/erase.job.ts';
import { forgetAnswers } from '../web/forget-answers.job.ts';
import type { Job } from '../work/job.ts';
import type { Tenant } from './tenant.ts';

export const jobs: readonly Job<Tenant>[] = [
  catchUpDue,
  deliver,
  beat,
  tellApprovers,
  beginAgreed,
  assign,
  stopCallsLeft,
  readDirectory,
  importDueLogs,
  foresee,
  audit,
  eraseRows,
  fixDepartments,
  mailMonths,
  backUp,
  forgetAnswers,
  trimLooks,
  forgetMatters,
  endSubscriptions,
  forgetLanguages,
];
