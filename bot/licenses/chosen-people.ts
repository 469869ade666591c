import { z } from 'zod';
import { choiceIds, type ChoiceId } from '../../cards/verbs.ts';

const chosen = z.string().max(4000).default('');

/** What the card that asks about people sends back: its order, those it named, and those chosen on it. */
export const pressed = {
  order: z.string().max(300),
  people: z.array(z.string().max(100)).max(200),
  searched: chosen,
  ...(Object.fromEntries(choiceIds.map(id => [id, chosen])) as Record<ChoiceId, typeof chosen>),
};

/** The ids of all of them. */
export const chosenIn = (
  data: { readonly people: readonly string[]; readonly searched: string } & Readonly<Record<ChoiceId, string>>,
): ReadonlySet<string> =>
  new Set([...data.people, ...[data.searched, ...choiceIds.map(id => data[id])].flatMap(ids => ids.split(','))]);
