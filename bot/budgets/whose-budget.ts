import { distance } from 'fastest-levenshtein';
import { nameWords, type BudgetOf } from '../../core/index.ts';
import { allWords, isApart } from '../chat/argument.ts';
import type { Turn } from '../chat/turn.ts';
import { peopleNamed } from '../licenses/people.ts';
import type { Budgets } from '../tenant/budgets.ts';
import type { BudgetMonth, SpendNeeds } from './budget-month.ts';

/** One that a typed name may mean: what it is called, and what is typed to mean it alone. */
export interface Candidate {
  readonly of: BudgetOf;
  readonly name: string;
  /** What tells people of one name apart; '' for a department. */
  readonly address: string;
}

/** Whose budget a text means: one, several to choose from, or none; then departments that are called nearly so. */
export type Whose =
  | { readonly kind: 'one'; readonly of: BudgetOf }
  | { readonly kind: 'several'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'none'; readonly near: readonly Candidate[] };

interface WhoseNeeds extends SpendNeeds {
  readonly budgets: Budgets;
}

/** A slip of the finger. */
const mostSlips = 2;

const mostCandidates = 5;

/** Whose budget is meant: the organization’s where nothing is typed; a department by its name, a person by name or address. */
export async function whoseBudget(
  needs: WhoseNeeds,
  month: BudgetMonth,
  typed: string,
  { mentions, person }: Pick<Turn, 'mentions' | 'person'>,
): Promise<Whose> {
  const { kind, name } = kindIn(typed);
  const text = nameWords(name).text;
  if (text === '' || allWords('choice.organization').includes(text))
    return { kind: 'one', of: { kind: 'organization' } };
  if (kind === undefined && allWords('choice.noDepartment').includes(text))
    return { kind: 'one', of: { kind: 'none' } };
  const departments = kind === 'person' ? [] : await departmentsOf(needs, month);
  const known = await needs.keptDirectory.read();
  const people = kind === 'department' ? [] : peopleNamed(name, known, { mentions, asker: person.id }).people;
  const meant: readonly Candidate[] = [
    ...departments.filter(one => nameWords(one).text === text).map(asDepartment),
    ...people.map(one => ({
      of: { kind: 'person' as const, key: one.id.toLowerCase() },
      ...{ name: one.name, address: one.userPrincipalName },
    })),
  ];
  const [one, ...others] = meant;
  if (one !== undefined && others.length === 0) return { kind: 'one', of: one.of };
  if (one !== undefined) return { kind: 'several', candidates: meant.slice(0, mostCandidates) };
  const near = departments.filter(department => isNear(nameWords(department).text, text));
  return { kind: 'none', near: near.slice(0, mostCandidates).map(asDepartment) };
}

const asDepartment = (name: string): Candidate => ({ of: { kind: 'department', name }, name, address: '' });

/** Those that people are in now, and those that have a budget. */
async function departmentsOf({ budgets }: WhoseNeeds, month: BudgetMonth): Promise<readonly string[]> {
  const names = await month.names();
  const kept = (await budgets.live()).flatMap(({ now: { of } }) => (of.kind === 'department' ? [of.name] : []));
  return [...new Set([...(names === 'being-read' ? [] : names), ...kept])].toSorted();
}

/** "Department Sales", "部门 销售" and the like say which kind is meant. */
function kindIn(typed: string): { readonly kind: 'department' | 'person' | undefined; readonly name: string } {
  const text = typed.trim();
  const lower = text.toLowerCase();
  for (const kind of ['department', 'person'] as const)
    for (const word of allWords(`choice.${kind}`).toSorted((one, other) => other.length - one.length))
      if (lower.startsWith(word) && isApart(lower, word.length) && text.length > word.length)
        return { kind, name: text.slice(word.length).trim() };
  return { kind: undefined, name: text };
}

const isNear = (name: string, text: string): boolean =>
  name.includes(text) || (text.length > mostSlips && distance(name, text) <= mostSlips);
