import { hourMs } from '../../core/index.ts';
import type { Job } from '../work/job.ts';
import { reviewSubscriptions, type SubscriptionsNeeds } from './personal-subscriptions.ts';

/** Looks once a day for the right of everybody who is told alerts in person; the rounds in between find nothing to do. */
export const endSubscriptions: Job<SubscriptionsNeeds> = {
  name: 'personal-subscriptions',
  everyMs: hourMs,
  run: reviewSubscriptions,
};
