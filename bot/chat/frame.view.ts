import { escape } from '../../cards/escape.ts';
import type { Frame, Link } from '../../cards/frame.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { typedFor, type CommandName, type Word } from '../../cards/words.ts';
import type { SandboxPerson } from '../ports/index.ts';
import type { Speech } from './speech.ts';

export const frame = (speech: Speech, title: string, buttons: readonly Button[] = []): Frame => ({
  sandbox: [speech.isSandbox ? sandboxLine(speech) : '', doubtText(speech)].filter(Boolean).join(' · '),
  title,
  buttons,
});

function sandboxLine(speech: Speech): string {
  const { actingAs } = speech;
  if (actingAs === undefined) return speech.say('app.sandbox');
  return speech.say('app.actingAs', {
    sandbox: speech.say('app.sandbox'),
    name: escape(actingAs.name),
    roles: rolesText(speech, actingAs),
  });
}

/** The roles that a person of the sandbox holds, or what else tells them apart. */
export function rolesText(speech: Speech, { kind, isEnabled, roles }: SandboxPerson): string {
  if (kind === 'guest') return speech.say('acting.guest');
  if (!isEnabled) return speech.say('acting.disabled');
  if (roles.length === 0) return speech.say('acting.noRole');
  return roles.map(role => speech.say(`role.${role}`)).join(speech.say('list.comma'));
}

/** Says that the clock is doubted, and as of when everything is shown; '' while it is believed (L13). */
function doubtText(speech: Speech): string {
  const { doubt } = speech;
  if (doubt === undefined) return '';
  return speech.say('app.clock-doubted', { date: speech.dateTime(doubt.last ?? doubt.witness?.at ?? doubt.at) });
}

/** The commands that have a button on other cards. */
type Runnable = Word extends infer One
  ? One extends `button.${infer Name extends CommandName}`
    ? Name
    : never
  : never;

/** Buttons that do what typing the command would do. */
export const runButtons = (speech: Speech, ...names: readonly Runnable[]): readonly Button[] =>
  names.map(name => button(speech.say(`button.${name}`), 'run', { text: typedFor(name, 'en')[0] ?? name }));

/** Buttons that show another page of a list in its place; none of a line that is too long for a button. */
export const pageButtons = (
  speech: Speech,
  text: string,
  places: { readonly newest?: boolean; readonly older?: string | undefined },
): readonly Button[] =>
  text.length > longestButton
    ? []
    : [
        ...(places.newest === true ? [button(speech.say('button.newest'), 'page', { text, place: '' })] : []),
        ...(places.older === undefined
          ? []
          : [button(speech.say('button.older'), 'page', { text, place: places.older })]),
      ];

/** The same for a list that is not in the order of time. */
export const moreButtons = (
  speech: Speech,
  text: string,
  { isFirst, next }: { readonly isFirst: boolean; readonly next: string | undefined },
): readonly Button[] =>
  text.length > longestButton
    ? []
    : [
        ...(next === undefined ? [] : [button(speech.say('button.more'), 'page', { text, place: next })]),
        ...(isFirst ? [] : [button(speech.say('button.fromStart'), 'page', { text, place: '' })]),
      ];

/** The longest text that a button may run. */
export const longestButton = 200;

/** Where Microsoft sells Communications Credits: Billing > Purchase services in its admin center. */
export const adminCenterLink = (speech: Speech): Link => ({
  title: speech.say('button.adminCenter'),
  url: 'https://admin.microsoft.com/adminportal/home#/catalog',
});
