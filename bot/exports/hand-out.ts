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
    // What cannot be noted now is known to be left when nobody has made it for long.
    const giveBack = (): Promise<void> => offers.giveBack(linked.id, linked.offer, clock.now()).catch(() => undefined);
    try {
      const made = await makeFile(needs, taken, await needs.speech(taken.language));
      if (made.ok) {
        const end = (): Promise<void> => offers.end(linked.id, 'handed', clock.now()).catch(() => undefined);
        log.info({ what: taken.asked.what, format: taken.asked.format }, 'a file is handed out');
        return { ...made.value, content: watched(made.value.content, { end, giveBack }) };
      }
    } catch (error) {
      await giveBack();
      throw error;
    }
    await giveBack();
    log.warn({}, 'a link was used for a file that cannot be made now, or by somebody who may not see it any more');
    return undefined;
  },
});

/** The same, saying what becomes of it: read to its end or no further, it is handed out. */
async function* watched(
  content: AsyncIterable<Uint8Array>,
  { end, giveBack }: { readonly end: () => Promise<void>; readonly giveBack: () => Promise<void> },
): AsyncIterable<Uint8Array> {
  let ending = end;
  try {
    yield* content;
  } catch (error) {
    ending = giveBack;
    throw error;
  } finally {
    await ending();
  }
}

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
