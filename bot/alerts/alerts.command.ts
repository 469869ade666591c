import { notice } from '../chat/refusal.view.ts';
import type { Command } from '../chat/command.ts';

const here = new Set(['here', 'on', '这里', '此处', '开']);
const off = new Set(['off', 'stop', '关', '关闭', '停止']);

export const alerts: Command = {
  name: 'alerts',
  access: 'subscribe',
  words: { en: ['alerts', 'alert'], zh: ['提醒', '警报'] },
  about: 'help.alerts',
  run: async ({ app, speech, conversation }, rest) => {
    const said = rest.toLowerCase();
    const title = speech.say('alerts.title');
    if (here.has(said)) {
      await app.conversations.subscribe(app.tenant, conversation);
      return { card: notice(speech, title, [speech.say('alerts.on')]) };
    }
    if (off.has(said)) {
      await app.conversations.unsubscribe(app.tenant, conversation.id);
      return { card: notice(speech, title, [speech.say('alerts.off')]) };
    }
    const isOn = (await app.conversations.subscribed(app.tenant)).includes(conversation.id);
    return {
      card: notice(speech, title, [speech.say(isOn ? 'alerts.isOn' : 'alerts.isOff'), speech.say('alerts.how')]),
    };
  },
};
