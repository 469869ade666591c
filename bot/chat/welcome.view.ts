import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { welcomeCard } from '../../cards/welcome.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from './frame.view.ts';
import { notice } from './notice.view.ts';
import type { Speech } from './speech.ts';

/** What the bot is for, who installed it, and the next step; `standing` is how things stand where they are set up, '' before. */
export const welcome = (
  speech: Speech,
  { installer, standing }: { readonly installer: string; readonly standing: string },
): Card =>
  welcomeCard({
    ...frame(speech, speech.say('welcome.title'), welcomeButtons(speech, standing !== '')),
    installed:
      installer === ''
        ? speech.say('welcome.installed')
        : speech.say('welcome.installedBy', { name: escape(installer) }),
    text: speech.say('welcome.text'),
    next: standing === '' ? speech.say(speech.isSandbox ? 'welcome.sandbox' : 'welcome.next') : standing,
  });

/** The sandbox is set up by one press, so that there is something to see. */
function welcomeButtons(speech: Speech, isSetUp: boolean): readonly Button[] {
  const [start, ...others] = isSetUp
    ? runButtons(speech, 'balance', 'help')
    : speech.isSandbox
      ? [button(speech.say('button.start'), 'run', { text: 'sandbox start' }), ...runButtons(speech, 'setup', 'help')]
      : runButtons(speech, 'setup', 'help');
  return start === undefined ? [] : [{ ...start, style: 'positive' }, ...others];
}

/** Shown until a slow answer replaces it (B12). */
export const working = (speech: Speech): Card =>
  notice(speech, speech.say('app.working'), [speech.say('app.workingMore')]);
