import { notice, refusalCard } from '../chat/refusal.view.ts';
import { runButtons } from '../chat/frame.view.ts';
import type { Command } from '../chat/command.ts';

export const about: Command = {
  name: 'about',
  access: 'anyone',
  words: { en: ['about', 'version'], zh: ['关于', '版本'] },
  about: 'help.about',
  isLeftOutOfMenu: true,
  run: async ({ app, speech }) => {
    const read = await app.wallets.read(app.tenant);
    if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
    const { seq, head, terms } = read.value.wallet;
    return {
      card: notice(
        speech,
        speech.say('about.title'),
        [
          speech.say('about.text', {
            version: app.version,
            entries: speech.number(seq),
            head: head === '' ? '–' : head.slice(0, 12),
          }),
          speech.say(`about.${terms?.mode ?? app.mode}`),
          ...(speech.isSandbox ? [speech.say('about.sandbox')] : []),
        ],
        { buttons: runButtons(speech, 'help') },
      ),
    };
  },
};
