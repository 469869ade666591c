import { balanceOf, census, type Instant, type Terms, type Wallet } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape } from '../../cards/escape.ts';
import { setupDoneCard, type SetupDoneView } from '../../cards/setup-done.ts';
import { button, type Button } from '../../cards/verbs.ts';
import type { Word } from '../../cards/words.ts';
import { runButtons } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import { ruleText } from '../chat/money-words.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { People } from '../licenses/people.ts';
import type { Draft } from './drafts.ts';
import { go, setupFrame } from './frame.view.ts';

/** Where a set-up that is done, or its reader, goes on to be warned. */
export interface Warned {
  /** Whether warnings come to the chat that the card is in. */
  readonly isHere: boolean;
  readonly isPersonal: boolean;
  /** How many channels and group chats beside it get them. */
  readonly elsewhere: number;
}

export function setupDoneView(
  speech: Speech,
  draft: Draft,
  found: People & {
    readonly wallet: Wallet;
    readonly terms: Terms;
    readonly importing: string;
    readonly notice: string;
    readonly warned: Warned;
    /** The address that adds the bot to a team, where there is one. */
    readonly appLink: string | undefined;
    /** Whether whoever looks may change what is shown. */
    readonly may: { readonly money: boolean; readonly setup: boolean };
  },
  now: Instant,
): Card {
  const { wallet, terms, warned, appLink } = found;
  const { eligible, lackCredits } = census(found.people, found.skus);
  const lack = new Set(lackCredits);
  const balance = balanceOf(wallet.pool, now);
  return setupDoneCard({
    ...setupFrame(speech, draft, 'setup.done.title', [], joined(speech, found.notice, found.importing)),
    ...doneActions(speech, draft, found),
    facts: [
      { title: speech.say('balance.title'), value: speech.money(balance, terms.currency) },
      { title: speech.say('rule.autoRecharge'), value: ruleText(speech, wallet.rule, terms) },
      {
        title: speech.say('setup.done.people'),
        value: speech.say('setup.done.peopleValue', {
          have: speech.number(eligible.filter(person => !lack.has(person)).length),
          eligible: speech.number(eligible.length),
        }),
      },
      { title: speech.say('alerts.title'), value: warnedText(speech, warned) },
    ],
    lines: [
      ...(balance < 0 ? [speech.say('setup.done.owed', { amount: speech.money(-balance, terms.currency) })] : []),
      ...(wallet.rule === undefined ? [speech.say('setup.done.noRule')] : []),
      ...(isChannelWarned(warned) ? [] : [channelText(speech, warned, appLink)]),
    ].map(text => ({ text })),
  });
}

/** Whether somebody beside whoever looks is warned. */
const isChannelWarned = ({ isHere, isPersonal, elsewhere }: Warned): boolean =>
  elsewhere > 0 || (isHere && !isPersonal);

function warnedText(speech: Speech, { isHere, elsewhere }: Warned): string {
  const others = elsewhere === 0 ? [] : [speech.say('setup.done.elsewhere', { count: speech.number(elsewhere) })];
  const all = [...(isHere ? [speech.say('setup.done.here')] : []), ...others];
  return all.length === 0 ? speech.say('setup.done.nowhere') : all.join(speech.say('list.comma'));
}

/** Nothing is offered that there is already, and nothing that whoever looks may not do. */
function doneActions(
  speech: Speech,
  draft: Draft,
  found: {
    readonly wallet: Wallet;
    readonly warned: Warned;
    readonly appLink: string | undefined;
    readonly may: { readonly money: boolean; readonly setup: boolean };
  },
): Pick<SetupDoneView, 'first' | 'links' | 'buttons'> {
  const { wallet, warned, appLink, may } = found;
  const run = (title: Word, text: string): Button => button(speech.say(title), 'run', { text });
  const isLinked = !isChannelWarned(warned) && warned.isPersonal && appLink !== undefined;
  const links = isLinked ? [{ title: speech.say('button.warnChannel'), url: appLink }] : [];
  const channel =
    isLinked || isChannelWarned(warned)
      ? []
      : [warned.isPersonal ? run('button.warnChannel', 'help alerts') : run('button.warnHere', 'alerts here')];
  const unconfirmed = may.money ? confirmButtons(speech, wallet) : [];
  const hasRule = wallet.rule !== undefined || unconfirmed.length > 0;
  const first = may.money && !hasRule ? runButtons(speech, 'autoRecharge') : unconfirmed;
  const stop = warned.isHere && warned.isPersonal ? [run('button.stopWarning', 'alerts off')] : [];
  const steps = may.setup
    ? [go(speech, draft, 'licenses', 'setup.step.licenses'), go(speech, draft, 'credits', 'setup.step.credits')]
    : [];
  const rule = may.money && hasRule ? runButtons(speech, 'autoRecharge') : [];
  const others = [...channel, ...runButtons(speech, 'balance'), ...stop, ...steps, ...rule];
  // The first in rank is marked; three are seen, and at most six there are in all.
  const before = first.length + links.length;
  const styleAt = (place: number): Button['style'] => (place === 0 ? 'positive' : 'default');
  return {
    first: first.map((one): Button => ({ ...one, style: 'positive' })),
    links: links.map(link => ({ ...link, style: styleAt(first.length) })),
    buttons: others.slice(0, 6 - before).map((one, index): Button => ({
      ...one,
      style: styleAt(before + index),
      mode: before + index > 2 ? 'secondary' : 'primary',
    })),
  };
}

/** In mirror what was ordered on the way waits until somebody says that it was bought. */
function confirmButtons(speech: Speech, { terms, openPayments }: Wallet): readonly Button[] {
  const order = openPayments.find(({ payment }) => payment.purpose === 'order')?.payment;
  if (terms?.mode !== 'mirror' || order === undefined) return [];
  return [button(speech.say('button.confirmPurchase'), 'confirm-purchase', { payment: order.key, step: 'ask' })];
}

/** How a channel comes to be warned: where there is a link that adds the bot to a team, with it. */
function channelText(speech: Speech, { isPersonal }: Warned, appLink: string | undefined): string {
  if (speech.isSandbox) return speech.say('setup.done.sandboxChannel');
  return speech.say(appLink === undefined || !isPersonal ? 'setup.done.text' : 'setup.done.toTeam');
}

/** Where set-up stands, for whoever may not take its next step, and whom to ask. */
export const setupStateView = (
  speech: Speech,
  draft: Pick<Draft, 'step'>,
  { text, by, buttons }: { readonly text: string; readonly by: string; readonly buttons: readonly Button[] },
): Card =>
  setupDoneCard({
    ...setupFrame(speech, draft, 'setup.title', buttons, ''),
    ...{ first: [], links: [] },
    facts: by === '' ? [] : [{ title: speech.say('setup.state.by'), value: escape(by) }],
    lines: [{ text }],
  });
