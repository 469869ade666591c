import { z } from 'zod';
import type { Card } from '../../cards/card.ts';
import type { Language } from '../../cards/words.ts';
import type { Speech } from '../chat/speech.ts';
import type { Turn } from '../chat/turn.ts';
import type { Log, UploadPlace, Upload } from '../ports/index.ts';
import { declinedView, offerGoneView, makingView, refusedView, savedView, unsavedView } from './export.view.ts';
import { makeFile, type FileNeeds } from './make-file.ts';
import type { OfferNeeds } from './offer-file.ts';
import type { FileOffer } from './offers.ts';

export type HandOverNeeds = FileNeeds &
  Pick<OfferNeeds, 'messenger' | 'offers' | 'publicUrl'> & {
    readonly log: Log;
    readonly upload: Upload;
    readonly speech: (language: Language) => Promise<Speech>;
  };

/** Somebody's answer to an offer. */
export interface FileAnswer {
  readonly context: unknown;
  readonly place: UploadPlace | undefined;
}

const offered = z.object({ export: z.string().max(100) });

/** Makes and saves the file that was accepted; its offer becomes what became of it. Only who was asked may answer, and only once. */
export async function handOver(needs: HandOverNeeds, turn: Turn, { context, place }: FileAnswer): Promise<void> {
  const { offers, clock } = needs;
  const { id, found } = await offerOf(needs, turn, context);
  if (found === undefined || (found.state !== 'offered' && found.state !== 'making'))
    return show(needs, turn, offerGoneView(turn.speech));
  const speech = await needs.speech(found.language);
  if (place === undefined) {
    const declined = await offers.decline(id, clock.now());
    return declined && show(needs, turn, declinedView(speech, aboutOf(needs, id, found)));
  }
  // Pressed twice, or in two clients at once: one of them makes it, and says what becomes of it.
  const taken = await offers.take(id, clock.now());
  if (taken === undefined) return;
  await show(needs, turn, makingView(speech, found.name));
  try {
    await saved(needs, turn, { id, offer: taken, place, speech });
  } catch (error) {
    await offers.end(id, 'failed', clock.now());
    await show(needs, turn, unsavedView(speech, aboutOf(needs, id, found), { kind: 'failed' }));
    throw error;
  }
}

/** What an answer is about; nothing where it was offered to another. */
async function offerOf(
  { offers, clock }: HandOverNeeds,
  { sender }: Turn,
  context: unknown,
): Promise<{ readonly id: string; readonly found: FileOffer | undefined }> {
  const id = offered.safeParse(context).data?.export ?? '';
  const found = await offers.find(id, clock.now());
  return { id, found: found?.sender === sender.id ? found : undefined };
}

async function saved(
  needs: HandOverNeeds,
  turn: Turn,
  {
    id,
    offer,
    place,
    speech,
  }: { readonly id: string; readonly offer: FileOffer; readonly place: UploadPlace; readonly speech: Speech },
): Promise<void> {
  const { offers, clock, log, messenger } = needs;
  const made = await makeFile(needs, offer, speech);
  if (!made.ok) {
    await offers.end(id, 'failed', clock.now());
    return show(needs, turn, refusedView(speech, made.refusal));
  }
  const uploaded = await needs.upload(place.uploadUrl, made.value.content);
  if (!uploaded.ok) {
    log.warn({ ...uploaded.refusal }, 'a file could not be saved');
    await offers.end(id, 'failed', clock.now());
    return show(needs, turn, unsavedView(speech, aboutOf(needs, id, offer), uploaded.refusal));
  }
  await offers.end(id, 'handed', clock.now());
  log.info({ what: offer.asked.what, format: offer.asked.format }, 'a file was handed over');
  await messenger.showFile(turn.conversation, place);
  await show(needs, turn, savedView(speech, offer.name));
}

const aboutOf = (
  { publicUrl }: HandOverNeeds,
  id: string,
  { name }: FileOffer,
): { readonly id: string; readonly name: string; readonly mayLink: boolean } => ({
  ...{ id, name, mayLink: publicUrl !== undefined },
});

/** In place of the offer; where that fails, as a message of its own. */
async function show({ messenger }: HandOverNeeds, { conversation, cardId }: Turn, card: Card): Promise<void> {
  const delivery = cardId === undefined ? undefined : await messenger.update(conversation, cardId, card);
  if (delivery?.kind !== 'delivered') await messenger.send(conversation, card);
}
