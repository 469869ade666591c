import type { Job } from '../work/job.ts';
import type { ApprovalTelling } from './approval-telling.ts';

/** Cards about approvals that could not be delivered when they were due, or that time has made another. */
export const tellApprovers: Job<{ readonly approvalTelling: ApprovalTelling }> = {
  name: 'tell-approvers',
  everyMs: 15_000,
  run: ({ approvalTelling }) => approvalTelling.run(),
};
