import { ok } from '../../core/index.ts';
import { escape, cut } from '../../cards/escape.ts';
import type { Argument, Given } from '../chat/argument.ts';
import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { notice } from '../chat/notice.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { quietHours } from '../chat/typed-quiet-hours.ts';
import type { Messenger } from '../ports/index.ts';
import type { Background } from '../work/background.ts';
import { answeredAsked, notOnHere } from './alerts.view.ts';
import type { Conversations } from './conversations.ts';
import type { Deliveries } from './deliveries.ts';
import { listAlerts, type ListAlertsNeeds } from './list-alerts.ts';
import { usualRoute, type KeptRoute } from './route.ts';
import { testAlerts, type TestAlertsNeeds } from './test-alerts.ts';
import { typedKinds } from './typed-kinds.ts';
import { mentionedIn } from './typed-mentions.ts';

interface AlertsNeeds extends ListAlertsNeeds, TestAlertsNeeds {
  readonly conversations: Conversations;
  readonly messenger: Messenger;
  readonly deliveries: Deliveries;
  readonly background: Background;
}

const asking = {
  asked: oneOf('place', ['here', 'off', 'test'], {}),
  kinds: typedKinds,
  /** Whom a message picked with @ is known beside the text. */
  mentioned: {
    ...({ name: 'mentioned', mark: 'for', isFree: true } as const),
    read: (typed: string) => ok(typed),
  } satisfies Argument<string>,
  quiet: quietHours({ mark: 'quiet' }),
  style: oneOf('style', ['threads', 'posts'], {}),
  amounts: oneOf('amounts', ['with-amounts', 'without-amounts'], {}),
};

type Asked = Given<typeof asking>;

export const alerts = command({
  name: 'alerts',
  access: 'subscribe',
  // It writes to everybody who is told.
  accessTo: ({ asked }) => (asked === 'test' ? 'setup' : 'subscribe'),
  arguments: asking,
  actsAtOnce: given => Object.values(given).some(value => value !== undefined),
  run: async (needs: AlertsNeeds, turn, given, asked): Promise<Reply> => {
    const { conversations } = needs;
    const { speech, conversation } = turn;
    if (given.asked === 'test') return testAlerts(needs, turn);
    if (given.asked === 'off') {
      await conversations.unsubscribe(conversation.id);
      return { card: notice(speech, speech.say('alerts.title'), [speech.say('alerts.off')]) };
    }
    if (Object.values(given).every(value => value === undefined)) return listAlerts(needs, turn, asked);
    const isOnlyQuiet = given.asked === undefined && given.quiet !== undefined && given.kinds === undefined;
    const before = await conversations.find(conversation.id);
    if (isOnlyQuiet && before?.isSubscribed !== true) return { card: notOnHere(speech) };
    return ask(needs, turn, given);
  },
});

/** Turns alerts on, or changes what comes; tells at once what is amiss. */
async function ask(needs: AlertsNeeds, turn: Turn, asked: Asked): Promise<Reply> {
  const { conversations, messenger, deliveries, background } = needs;
  const { speech, conversation, sender, where, channelType, mentions } = turn;
  const refused = (sentence: string): Reply => ({ card: notice(speech, speech.say('alerts.title'), [sentence]) });
  if (channelType === 'private') return refused(speech.say('alerts.private'));
  const isPersonal = messenger.isPersonal(conversation);
  if (asked.mentioned !== undefined && isPersonal) return refused(speech.say('alerts.mentionAlone'));
  const named = asked.mentioned === undefined ? undefined : mentionedIn(asked.mentioned, mentions);
  if (named?.ok === false) return refused(speech.say('alerts.mentionHow', { text: escape(cut(named.refusal)) }));
  const isNew = (await conversations.find(conversation.id))?.route === undefined;
  // Who may be added later is not known: it is looked when somebody asks, and amounts are left out where others read along.
  const isOpen =
    channelType === 'shared' || (isNew && !isPersonal && (await messenger.hasGuests(conversation)) === true);
  const known = await conversations.subscribe(conversation, {
    person: isPersonal ? sender.id : undefined,
    place: where,
    // Amounts are shown there only when that was said.
    route: before => changedBy(isNew && isOpen ? { ...before, showsAmounts: false } : before, asked, named?.value),
  });
  background.start('tell what is amiss now', () => deliveries.tellNewcomers());
  return {
    card: answeredAsked(
      speech,
      { id: known.id, route: known.route ?? usualRoute },
      { isOpen: isOpen && asked.amounts === undefined && isNew },
    ),
  };
}

function changedBy(
  before: KeptRoute,
  { kinds, quiet, style, amounts }: Asked,
  mentions: KeptRoute['mentions'] | undefined,
): KeptRoute {
  const { quiet: quietBefore, isThreaded, ...rest } = before;
  const hours = quiet ?? quietBefore;
  const threads = style === undefined ? isThreaded === true : style === 'threads';
  return {
    ...rest,
    ...(kinds !== undefined && { kinds }),
    ...(mentions !== undefined && { mentions }),
    ...(amounts !== undefined && { showsAmounts: amounts === 'with-amounts' }),
    ...(hours !== undefined && hours.intervals.length > 0 && { quiet: hours }),
    ...(threads && { isThreaded: true as const }),
  };
}
