import type { Command } from '../chat/command.ts';
import { notice } from '../chat/notice.view.ts';
import type { Conversations } from './conversations.ts';

const here = new Set(['here', 'on', '这里', '此处', '开']);
const off = new Set(['off', 'stop', '关', '关闭', '停止']);

export const alerts: Command<{ readonly conversations: Conversations }> = {
  name: 'alerts',
  access: 'subscribe',
  words: { en: ['alerts', 'alert'], zh: ['提醒', '警报'] },
  about: 'help.alerts',
  run: async ({ conversations }, { speech, conversation }, rest) => {
    const said = rest.toLowerCase();
    const title = speech.say('alerts.title');
    if (here.has(said)) {
      await conversations.subscribe(conversation);
      return { card: notice(speech, title, [speech.say('alerts.on')]) };
    }
    if (off.has(said)) {
      await conversations.unsubscribe(conversation.id);
      return { card: notice(speech, title, [speech.say('alerts.off')]) };
    }
    const isOn = (await conversations.subscribed()).includes(conversation.id);
    return {
      card: notice(speech, title, [speech.say(isOn ? 'alerts.isOn' : 'alerts.isOff'), speech.say('alerts.how')]),
    };
  },
};
