import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { notice } from '../chat/notice.view.ts';
import type { Conversations } from './conversations.ts';

export const alerts = command({
  name: 'alerts',
  access: 'subscribe',
  arguments: { asked: oneOf('place', ['here', 'off'], {}) },
  run: async ({ conversations }: { readonly conversations: Conversations }, { speech, conversation }, { asked }) => {
    const title = speech.say('alerts.title');
    if (asked === 'here') {
      await conversations.subscribe(conversation);
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
