import type { Card } from '../../cards/card.ts';
import { isTold, type Conversations } from '../alerts/conversations.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import type { Roles } from '../chat/roles.ts';
import type { Turn } from '../chat/turn.ts';
import { readPeople, type PeopleNeeds } from '../licenses/people.ts';
import type { Clock, Messenger } from '../ports/index.ts';
import type { Imports } from '../usage/import-progress.ts';
import { importNote } from '../usage/import-progress.view.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Draft } from './drafts.ts';
import { setupDoneView, type Warned } from './done.view.ts';
import { setupBillingView } from './steps.view.ts';

export interface DoneNeeds extends PeopleNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly imports: Imports;
  readonly roles: Roles;
  readonly conversations: Conversations;
  readonly messenger: Messenger;
  /** The address that adds the app to a team, where there is one. */
  readonly appLink: string | undefined;
}

type Viewer = Pick<Turn, 'speech' | 'conversation'> & { readonly person: Pick<Turn['person'], 'id'> };

/** What is in effect, who is warned, and what comes next. */
export async function presentDone(needs: DoneNeeds, viewer: Viewer, draft: Draft, notice: string): Promise<Card> {
  const { ledger, imports, clock, roles } = needs;
  const { speech, conversation, person } = viewer;
  const read = await ledger.read();
  if (!read.ok) return refusalCard(speech, read.refusal, 'USD');
  const { wallet } = read.value;
  const { terms } = wallet;
  if (terms === undefined) return setupBillingView(speech, { ...draft, step: 'billing' }, notice);
  const [money, setup] = await Promise.all([roles.check(person.id, 'money'), roles.check(person.id, 'setup')]);
  const facts = {
    ...{ ...(await readPeople(needs)), wallet, terms, notice },
    importing: importNote(speech, await imports.progress()),
    appLink: needs.appLink,
    warned: await warnedIn(needs, conversation),
    may: { money: money.ok, setup: setup.ok },
  };
  return setupDoneView(speech, draft, facts, clock.now());
}

async function warnedIn(
  { conversations, messenger }: DoneNeeds,
  conversation: Viewer['conversation'],
): Promise<Warned> {
  const subscribed = (await conversations.all()).filter(isTold);
  // Another admin's own chat warns nobody else.
  const shared = subscribed.filter(({ id, person }) => id !== conversation.id && person === undefined);
  return {
    isHere: subscribed.some(({ id }) => id === conversation.id),
    isPersonal: messenger.isPersonal(conversation),
    elsewhere: shared.length,
  };
}

/** Whoever has set up is warned in their own chat from now on; not again after they have stopped it, and nobody else is. */
export async function warnSetter(
  { conversations, messenger }: DoneNeeds,
  { conversation, sender }: Pick<Turn, 'conversation' | 'sender'>,
): Promise<void> {
  if (!messenger.isPersonal(conversation) || (await conversations.find(conversation.id)) !== undefined) return;
  await conversations.subscribe(conversation, { person: sender.id });
}
