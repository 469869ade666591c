import type { Mode } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { runButtons } from '../chat/frame.view.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Ledger } from '../wallets/ledger.ts';

interface AboutNeeds {
  readonly mode: Mode;
  readonly version: string;
  readonly ledger: Ledger;
}

export const about = command({
  name: 'about',
  access: 'anyone',
  arguments: {},
  menus: [],
  run: async ({ mode, version, ledger }: AboutNeeds, { speech }) => {
    const read = await ledger.read();
    if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
    const { seq, terms } = read.value.wallet;
    return {
      card: notice(
        speech,
        speech.say('about.title'),
        [speech.say('about.text', { version, entries: speech.number(seq) }), ...aboutMode(speech, terms?.mode ?? mode)],
        { buttons: runButtons(speech, 'help') },
      ),
    };
  },
});

/** How it is run; the sandbox charges its own gateway, as a host would. */
const aboutMode = (speech: Speech, mode: Mode): readonly string[] =>
  mode === 'sandbox' ? [speech.say('about.operate'), speech.say('about.sandbox')] : [speech.say(`about.${mode}`)];
