import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { welcomeCard } from '../../cards/welcome.ts';
import { frame, runButtons } from './frame.view.ts';
import { notice } from './notice.view.ts';
import type { Speech } from './speech.ts';

/** What the bot is for, who installed it, and the next step. */
export const welcome = (speech: Speech, installer: string): Card =>
  welcomeCard({
    ...frame(speech, speech.say('welcome.title'), runButtons(speech, 'setup', 'help')),
    installed:
      installer === ''
        ? speech.say('welcome.installed')
        : speech.say('welcome.installedBy', { name: escape(installer) }),
    text: speech.say('welcome.text'),
    next: speech.say('welcome.next'),
  });

/** Shown until a slow answer replaces it (B12). */
export const working = (speech: Speech): Card =>
  notice(speech, speech.say('app.working'), [speech.say('app.workingMore')]);
