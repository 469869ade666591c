import type { Person } from '../../../core/index.ts';
import type { KeptPerson, PeopleMark } from '../../ports/index.ts';
import type { Columns } from './columns.ts';

/** A kept person as their columns tell them. */
export const keptPersonOf = ({ id, version, person }: Columns): KeptPerson => ({
  id: String(id),
  version: Number(version),
  // As this program wrote it: what an earlier one wrote is read anew when Person changes its form.
  person: typeof person === 'string' ? (JSON.parse(person) as Person) : undefined,
});

/** The mark as its columns tell it; without a time nobody was read yet. */
export const peopleMarkOf = ({ link, readAt, asOf }: Columns): PeopleMark | undefined =>
  readAt === null
    ? undefined
    : { link: typeof link === 'string' ? link : undefined, readAt: Number(readAt), asOf: Number(asOf) };

/** Each with what is stored of them: nothing but the id of who has left. */
export const recordsToKeep = (
  people: readonly Person[],
  gone: readonly string[],
): readonly { readonly id: string; readonly person: string | null }[] => [
  ...people.map(person => ({ id: person.id, person: JSON.stringify(person) })),
  ...gone.map(id => ({ id, person: null })),
];
