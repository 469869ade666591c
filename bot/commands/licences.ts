import { census, dayMs } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Turn } from '../app.ts';
import { findPeople } from '../setup.ts';
import { runButtons } from '../views/frame.ts';
import { notice } from '../views/refusal.ts';
import { failuresOf, resultsOf } from '../views/setup-people.ts';
import type { Command } from './command.ts';

const blockedDays = 28;
const shownBlocked = 5;

/** Who can call and who cannot, what became of the last licences given, and whom Microsoft has blocked. */
export const licences: Command = {
  name: 'licences',
  access: 'look',
  words: { en: ['licences', 'licenses', 'licence', 'license'], zh: ['许可证'] },
  about: 'help.licences',
  run: async turn => {
    const { app, speech } = turn;
    const { people, skus } = await findPeople(turn);
    const { eligible, without, lackCredits, resources, resourcesWithoutPlan } = census(people, skus);
    const run = await app.assignments.read(app.tenant, 'credits');
    const number = (some: readonly unknown[]): string => speech.number(some.length);
    const lines = [
      speech.say('licences.eligible', { eligible: number(eligible), without: number(without) }),
      speech.say('licences.lackCredits', { count: number(lackCredits) }),
      ...(resources.length === 0
        ? []
        : [speech.say('licences.resources', { count: number(resources), without: number(resourcesWithoutPlan) })]),
      ...(run === undefined ? [] : [speech.say('licences.last', { results: resultsOf(speech, run) })]),
      ...(run === undefined ? [] : failuresOf(speech, run.failed).map(({ text }) => text)),
      ...(await blockedLines(turn)),
    ];
    return { card: notice(speech, speech.say('licences.title'), lines, { buttons: runButtons(speech, 'setup') }) };
  },
};

async function blockedLines({ app, speech }: Turn): Promise<readonly string[]> {
  const to = app.clock.now();
  const blocked = (await app.blockedUsers?.list({ from: to - blockedDays * dayMs, to })) ?? [];
  return blocked
    .slice(-shownBlocked)
    .map(({ name, at, reason }) =>
      speech.say('licences.blocked', { name: escape(name), date: speech.date(at), reason: escape(reason) }),
    );
}
