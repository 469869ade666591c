import type { Instant } from '../../core/index.ts';
import type { HandOut } from '../ports/index.ts';
import type { HandOverNeeds } from './hand-over.ts';
import type { LinkTokens } from './link-tokens.ts';
import { makeFile } from './make-file.ts';
import type { FileOffer } from './offers.ts';

type HandOutNeeds = Omit<HandOverNeeds, 'upload' | 'messenger' | 'publicUrl'> & { readonly linkTokens: LinkTokens };

/** Hands out files by signed links: each for one person and one file, for minutes, once. Whatever is wrong with a link, the answer is the same. */
export const handOutOf = (needs: HandOutNeeds): HandOut => ({
  page: async token => {
    const linked = await linkedBy(needs, token);
    if (linked === undefined) return undefined;
    const { offer } = linked;
    const speech = await needs.speech(offer.language);
    return {
      language: offer.language,
      title: offer.name,
      text: speech.say('export.page'),
      button: speech.say('export.get'),
    };
  },
  take: async token => {
    const { clock, offers, log } = needs;
    const linked = await linkedBy(needs, token);
    if (linked === undefined) return undefined;
    const taken = await offers.takeByLink(linked.id, linked.until, clock.now());
    if (taken === undefined) return undefined;
    const made = await makeFile(needs, taken, await needs.speech(taken.language));
    if (!made.ok) {
      log.warn({}, 'a link was used by somebody who may not see the file any more');
      return undefined;
    }
    log.info({ what: taken.asked.what, format: taken.asked.format }, 'a file was handed out');
    return made.value;
  },
});

/** The offer whose newest link this is; a signature is looked at before anything is looked up. */
async function linkedBy(
  { linkTokens, offers, clock }: HandOutNeeds,
  token: string,
): Promise<{ readonly id: string; readonly until: Instant; readonly offer: FileOffer } | undefined> {
  const now = clock.now();
  const read = await linkTokens.read(token, now);
  if (read === undefined) return undefined;
  const offer = await offers.find(read.id, now);
  return offer?.linkedUntil === read.until ? { ...read, offer } : undefined;
}
