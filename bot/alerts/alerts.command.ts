import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { notice } from '../chat/notice.view.ts';
import type { Messenger } from '../ports/index.ts';
import type { Conversations } from './conversations.ts';

interface AlertsNeeds {
  readonly conversations: Conversations;
  readonly messenger: Messenger;
}

export const alerts = command({
  name: 'alerts',
  access: 'subscribe',
  arguments: { asked: oneOf('place', ['here', 'off'], {}) },
  actsAtOnce: ({ asked }) => asked !== undefined,
  run: async ({ conversations, messenger }: AlertsNeeds, { speech, conversation, sender }, { asked }) => {
    const title = speech.say('alerts.title');
    if (asked === 'here') {
      await conversations.subscribe(conversation, messenger.isPersonal(conversation) ? sender.id : undefined);
      return { card: notice(speech, title, [speech.say('alerts.on')]) };
    }
    if (asked === 'off') {
      await conversations.unsubscribe(conversation.id);
      return { card: notice(speech, title, [speech.say('alerts.off')]) };
    }
    const isOn = (await conversations.subscribed()).includes(conversation.id);
    return {
      card: notice(speech, title, [speech.say(isOn ? 'alerts.isOn' : 'alerts.isOff'), speech.say('alerts.how')]),
    };
  },
});
