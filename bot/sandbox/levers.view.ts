import type { Card } from '../../cards/card.ts';
import { cut, escape } from '../../cards/escape.ts';
import { helpCard } from '../../cards/help.ts';
import { listedIn } from '../../cards/words.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';

/** Every lever, by what it is about. */
export const leversByTopic = {
  ledger: ['start', 'reset'],
  calls: ['spend', 'calls', 'fraud'],
  payments: ['decline', 'charge', 'event', 'card'],
  time: ['advance', 'people', 'throttle', 'as'],
} as const;

type LeverTopic = keyof typeof leversByTopic;

/** The name of a lever. */
export type Lever = (typeof leversByTopic)[LeverTopic][number];

const topics = Object.keys(leversByTopic) as readonly LeverTopic[];

/** The levers by topic, as help shows commands; first what was typed, where it is none. */
export const leversView = (speech: Speech, typed: string): Card =>
  helpCard({
    ...frame(speech, speech.say('sandbox.title'), runButtons(speech, 'balance')),
    text: joined(
      speech,
      typed === '' ? '' : speech.say('sandbox.noLever', { text: escape(cut(typed)) }),
      speech.say('sandbox.usage'),
    ),
    topics: topics.map(topic => {
      const levers: readonly Lever[] = leversByTopic[topic];
      return {
        id: topic,
        title: speech.say(`sandbox.topic.${topic}`),
        names: levers
          .map(lever => listedIn(speech.language, `lever.${lever}`)[0] ?? lever)
          .join(speech.say('list.comma')),
        commands: levers.map(lever => ({ text: speech.say(`sandbox.lever.${lever}`) })),
      };
    }),
  });
