import { z } from 'zod';
import { exportFormats, exportKinds } from '../../cards/verbs.ts';
import { action } from '../chat/action.ts';
import { currencyOf } from '../chat/money-words.view.ts';
import { range } from '../chat/typed-range.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { exportFormView, offerGoneView, linkSentView, linkView, noChatView } from './export.view.ts';
import type { LinkTokens } from './link-tokens.ts';
import { offerFile, type OfferNeeds } from './offer-file.ts';
import { chatOf } from './offers.ts';

const form = z.object({
  what: z.enum(exportKinds),
  format: z.enum(exportFormats),
  range: z.string().max(200).default(''),
});

/** Offers the file of the form; days that cannot be read are said beside their field. */
export const exportAction = action(
  'export',
  'look',
  form,
  async (needs: OfferNeeds, turn, { what, format, range: typed }) => {
    if (typed.trim() === '') return offerFile(needs, turn, { what, format, days: undefined });
    const { speech, locale, localTimeZone } = turn;
    const read = await needs.ledger.read();
    const currency = read.ok ? currencyOf(read.value.wallet) : 'USD';
    const days = range.read(typed.trim(), { speech, locale, localTimeZone, now: needs.clock.now(), currency });
    if (days.ok) return offerFile(needs, turn, { what, format, days: days.value });
    return { card: exportFormView(speech, { what, format, range: { value: typed, error: days.refusal } }) };
  },
);

type LinkNeeds = OfferNeeds & { readonly linkTokens: LinkTokens };

/** Sends a link to whoever asked for the file, in their own chat; an earlier link to it ends. */
export const exportLink = action(
  'export-link',
  'look',
  z.object({ export: z.string().max(100) }),
  async (needs: LinkNeeds, turn: Turn, { export: id }): Promise<Reply> => {
    const { speech, sender, conversation } = turn;
    const now = needs.clock.now();
    const found = await needs.offers.find(id, now);
    // Whoever else presses learns no more than that there is nothing for them.
    if (needs.publicUrl === undefined || found === undefined || found.sender !== sender.id)
      return { card: offerGoneView(speech), keepsCard: speech.say('export.gone') };
    const linked = await needs.offers.link(id, now);
    const until = linked?.linkedUntil ?? undefined;
    if (linked === undefined || until === undefined) return { card: offerGoneView(speech) };
    const url = `${needs.publicUrl}/exports/${await needs.linkTokens.sign({ id, until })}`;
    const card = linkView(speech, { name: linked.name, url });
    if (conversation.id === linked.chat.id) return { card };
    const delivery = await needs.messenger.send(chatOf(linked), card);
    if (delivery.kind !== 'delivered') return { card: noChatView(speech, 'export.unsent', 'export') };
    return { card: linkSentView(speech) };
  },
);
