import { z } from 'zod';
import { isObjectId, type QuietHours, type Result } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { quietHours } from '../chat/typed-quiet-hours.ts';
import type { Clock, Messenger } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import type { Background } from '../work/background.ts';
import { alertsFormView } from './alerts-form.view.ts';
import type { Conversations, KnownConversation } from './conversations.ts';
import type { Deliveries } from './deliveries.ts';
import { listAlerts, type ListAlertsNeeds } from './list-alerts.ts';
import { choosableKinds, kindsOf, usualRoute, type KeptRoute } from './route.ts';

interface FormNeeds extends ListAlertsNeeds {
  readonly conversations: Conversations;
  readonly deliveries: Deliveries;
  readonly background: Background;
  readonly messenger: Messenger;
  readonly names: Names;
  readonly clock: Pick<Clock, 'now'>;
}

const conversation = z.string().max(500);

/** Opens what a conversation is told of. */
export const openAlertsForm = action(
  'alerts-form',
  'subscribe',
  z.object({ conversation }),
  async (needs: FormNeeds, turn, asked): Promise<Reply> => {
    const found = await changeable(needs, turn, asked.conversation);
    return 'card' in found ? found : form(needs, turn, found);
  },
);

/** Changes it to what the form says, or gives the form back with what is wrong. */
export const saveAlerts = action(
  'save-alerts',
  'subscribe',
  z.object({
    ...{ conversation, seen: z.int().nonnegative() },
    ...{ kinds: z.string().max(1000).default(''), quiet: z.string().max(1000).default('') },
    amounts: z.enum(['shown', 'left']).optional(),
    style: z.enum(['posts', 'threads']).optional(),
    mentions: z.enum(['kept', 'nobody']).optional(),
  }),
  async (needs: FormNeeds, turn, typed): Promise<Reply> => {
    const found = await changeable(needs, turn, typed.conversation);
    if ('card' in found) return found;
    const hours = quietIn(needs, turn, typed.quiet);
    const asked = routeAsked(found.route ?? usualRoute, typed, hours.ok ? hours.value : undefined);
    if (!hours.ok)
      return form(needs, turn, found, { route: asked, typed: { quiet: typed.quiet, error: hours.refusal } });
    const saved = await needs.conversations.reroute(found.id, typed.seen, () => asked);
    if (saved === undefined) {
      const now = await changeable(needs, turn, found.id);
      return 'card' in now ? now : form(needs, turn, now, { notice: turn.speech.say('alerts.form.changed') });
    }
    needs.background.start('tell what is amiss now', () => needs.deliveries.tellNewcomers());
    return form(needs, turn, saved, { notice: turn.speech.say('alerts.saved') });
  },
);

/** Turns alerts off in a conversation, from wherever. */
export const stopAlerts = action(
  'stop-alerts',
  'subscribe',
  z.object({ conversation }),
  async (needs: FormNeeds, turn, asked): Promise<Reply> => {
    const found = await changeable(needs, turn, asked.conversation);
    if ('card' in found) return found;
    await needs.conversations.unsubscribe(found.id);
    return listAlerts(needs, turn, { text: 'alerts', place: '' });
  },
);

/** A conversation that is told alerts, if that is for this person to change: what comes in a chat of somebody's own is theirs. */
async function changeable(
  { conversations }: FormNeeds,
  { speech, conversation: here }: Turn,
  id: string,
): Promise<KnownConversation | Reply> {
  const found = await conversations.find(id);
  const refused = (sentence: string): Reply => ({ card: notice(speech, speech.say('alerts.title'), [sentence]) });
  if (found?.isSubscribed !== true) return refused(speech.say('alerts.form.gone'));
  return found.person === undefined || found.id === here.id ? found : refused(speech.say('alerts.form.theirs'));
}

async function form(
  { names, messenger }: FormNeeds,
  { speech }: Turn,
  found: KnownConversation,
  how: Partial<Pick<Parameters<typeof alertsFormView>[2], 'route' | 'notice' | 'typed'>> = {},
): Promise<Reply> {
  const people = [found.person].filter(id => id !== undefined && isObjectId(id)) as readonly string[];
  return {
    card: alertsFormView(speech, found, {
      ...{ route: found.route ?? usualRoute, choosable: choosableKinds },
      ...{ names: await names.of(people), isPersonal: messenger.isPersonal(found) },
      ...how,
    }),
  };
}

/** Nothing typed is the same as off. */
const quietIn = (
  { clock }: FormNeeds,
  { speech, locale, localTimeZone }: Turn,
  typed: string,
): Result<QuietHours | undefined, string> =>
  typed.trim() === ''
    ? { ok: true, value: undefined }
    : quietHours({}).read(typed.trim(), { speech, locale, localTimeZone, now: clock.now(), currency: 'USD' });

function routeAsked(
  before: KeptRoute,
  typed: {
    readonly kinds: string;
    readonly amounts?: 'shown' | 'left' | undefined;
    readonly style?: 'posts' | 'threads' | undefined;
    readonly mentions?: 'kept' | 'nobody' | undefined;
  },
  quiet: QuietHours | undefined,
): KeptRoute {
  const { isThreaded, mentions } = before;
  const chosen = typed.kinds.split(',');
  const threads = typed.style === undefined ? isThreaded === true : typed.style === 'threads';
  return {
    kinds: kindsOf(choosableKinds.filter(kind => chosen.includes(kind))),
    showsAmounts: typed.amounts === undefined ? before.showsAmounts : typed.amounts === 'shown',
    ...(quiet !== undefined && quiet.intervals.length > 0 && { quiet }),
    ...(mentions !== undefined && typed.mentions !== 'nobody' && { mentions }),
    ...(threads && { isThreaded: true as const }),
  };
}
