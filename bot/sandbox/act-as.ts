import { distance } from 'fastest-levenshtein';
import { findPeople, roleTemplates, type RoleName } from '../../core/index.ts';
import { say } from '../../cards/words.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import type { SandboxControls, SandboxPerson } from '../ports/index.ts';
import { actingView, choiceView, peopleView, themselvesView } from './act-as.view.ts';

const me = /^(me|myself|我|我自己|自己)$/i;

/** From now on the person acts as another one of the sandbox, by name, address or role; `me` ends it, nothing lists whom there is. */
export async function actAs(
  { controls }: { readonly controls: SandboxControls },
  { speech, person }: Turn,
  typed: string,
): Promise<Reply> {
  const people = await controls.people();
  const own = people.find(({ id }) => id === person.id);
  if (typed === '' || own === undefined) return { card: peopleView(speech, people) };
  const found = me.test(typed) ? [own] : meant(typed, people);
  const [other] = found;
  if (other === undefined) return { card: choiceView(speech, 'acting.nobody', typed, nearest(typed, people)) };
  if (found.length > 1) return { card: choiceView(speech, 'acting.which', typed, found) };
  await controls.actAs(own.id, other.id);
  return { card: other === own ? themselvesView(speech, own) : actingView(speech, other) };
}

/** By name or address; whoever holds a role of that name only where nobody is called so. */
function meant(typed: string, people: readonly SandboxPerson[]): readonly SandboxPerson[] {
  const named = findPeople(typed, people).people;
  if (named.length > 0) return named;
  const roles = rolesCalled(typed.toLowerCase());
  return people.filter(person => person.roles.some(role => roles.includes(role)));
}

/** The roles in whose name each of the words begins a word, in either language. */
function rolesCalled(typed: string): readonly RoleName[] {
  const words = typed.split(' ');
  return (Object.keys(roleTemplates) as readonly RoleName[]).filter(role => {
    const parts = say('en', `role.${role}`).toLowerCase().split(' ');
    const isEnglish = words.every(word => parts.some(part => part.startsWith(word)));
    return isEnglish || say('zh-CN', `role.${role}`).toLowerCase().startsWith(typed);
  });
}

/** Names in the directory are shorter by far. */
const longestName = 150;

/** Whose name, a part of it, or alias is within a few slips of what was typed, the nearest first. */
function nearest(typed: string, people: readonly SandboxPerson[]): readonly SandboxPerson[] {
  const text = typed.toLowerCase();
  if (text.length > longestName) return [];
  const slips = ({ name, userPrincipalName }: SandboxPerson): number => {
    const whole = name.toLowerCase();
    const names = [whole, ...whole.split(' '), userPrincipalName, userPrincipalName.split('@')[0] ?? ''];
    return Math.min(...names.map(one => distance(one, text)));
  };
  return people
    .map(person => ({ person, slips: slips(person) }))
    .filter(one => one.slips <= Math.max(2, text.length / 3))
    .toSorted((one, other) => one.slips - other.slips)
    .map(({ person }) => person);
}
