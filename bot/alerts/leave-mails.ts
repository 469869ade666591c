import type { Speech } from '../chat/speech.ts';
import type { Clock, LeaveMails, LinkedPage, Log } from '../ports/index.ts';
import type { Choices } from '../tenant/choices.ts';
import type { LeaveTokens } from './leave-tokens.ts';
import { askedOf } from './mail-destinations.ts';
import type { RefusedAddresses } from './refused-addresses.ts';

interface LeaveNeeds {
  readonly choices: Pick<Choices, 'of'>;
  readonly refusedAddresses: RefusedAddresses;
  readonly leaveTokens: LeaveTokens;
  /** The words of what is sent to no conversation. */
  readonly speechElsewhere: () => Promise<Speech>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Ends the mails to an address by the link that stands in them; an admin sees it, and can add the address anew. */
export const leaveMailsOf = (needs: LeaveNeeds): LeaveMails => ({
  page: async token => {
    const found = await addressOf(needs, token);
    if (found === undefined) return undefined;
    return found.gone?.why === 'unsubscribed' ? leftPage(needs, found.address) : askPage(needs, found.address);
  },
  leave: async token => {
    const { refusedAddresses, clock, log } = needs;
    const found = await addressOf(needs, token);
    if (found === undefined) return undefined;
    await refusedAddresses.unsubscribe(found.address, clock.now());
    log.info({}, 'an address has ended its mails by the link in them');
    return leftPage(needs, found.address);
  },
});

async function addressOf({ leaveTokens, ...needs }: LeaveNeeds, token: string) {
  const asked = await askedOf(needs);
  const address = await leaveTokens.read(
    token,
    asked.map(one => one.address),
  );
  return asked.find(one => one.address === address);
}

async function askPage({ speechElsewhere }: LeaveNeeds, address: string): Promise<LinkedPage> {
  const speech = await speechElsewhere();
  const { language } = speech;
  return {
    ...{ language, title: speech.say('mail.leave'), button: speech.say('mail.leave') },
    text: speech.say('mail.leave.ask', { address }),
  };
}

async function leftPage({ speechElsewhere }: LeaveNeeds, address: string): Promise<LinkedPage> {
  const speech = await speechElsewhere();
  const { language } = speech;
  const [title, text] = [speech.say('mail.leave.done'), speech.say('mail.leave.left', { address })];
  return { language, title, text, button: undefined };
}
