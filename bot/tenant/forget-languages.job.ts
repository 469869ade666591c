import { hourMs } from '../../core/index.ts';
import type { Roles } from '../chat/roles.ts';
import type { Log } from '../ports/index.ts';
import type { Job } from '../work/job.ts';
import type { PersonalChoices } from './personal-choices.ts';

interface ForgettingNeeds {
  readonly personalChoices: PersonalChoices;
  readonly roles: Roles;
  readonly log: Log;
}

/** Forgets the language of whoever has left the directory, or whose account is disabled: looked for once a day (B23). */
export const forgetLanguages: Job<ForgettingNeeds> = {
  name: 'forget-languages',
  everyMs: hourMs,
  run: async ({ personalChoices, roles, log }) => {
    const gone = await personalChoices.forgetGone(async id => {
      const checked = await roles.checkAnew(id, 'anyone');
      return !checked.ok && checked.refusal.kind === 'unknown-person';
    });
    if (gone > 0) log.info({ gone }, 'languages of people who have left were forgotten');
  },
};
