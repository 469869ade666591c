import { err, ok, type Result } from '../../core/index.ts';
import type { Mention } from '../ports/index.ts';
import type { KeptRoute } from './route.ts';

/** What may stand between the names of those who are mentioned. */
const between = /[\s,;，；、&]|\b(?:and|all of|the)\b|[和与及]/giu;

/** Those whom a message picked with @, where it names nobody else; else what it names beside them. */
export function mentionedIn(
  typed: string,
  mentions: readonly Mention[],
): Result<NonNullable<KeptRoute['mentions']>, string> {
  const longestFirst = mentions.toSorted((one, other) => other.name.length - one.name.length);
  const rest = longestFirst.reduce((left, { name }) => left.replace(name, ' '), typed).replaceAll(between, '');
  const named = mentions.filter(({ name }) => typed.includes(name));
  if (rest !== '' || named.length === 0) return err(rest === '' ? typed : rest);
  return ok(named.map(({ kind, personId, teamsId, name }) => ({ kind, id: personId ?? teamsId, name })));
}
