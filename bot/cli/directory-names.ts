import type { RightHolder } from '../chat/rights.ts';
import { DriverError } from '../ports/index.ts';
import { directoryOf } from './find-holder.ts';
import type { Session } from './terminal.ts';

/** NamesById by object id; who is not among them has left, or could not be looked up. */
export type NamesById = ReadonlyMap<string, string>;

/** The names of people and groups as the directory has them now; without it a list is shown by ids. */
export async function namesOf(session: Session, holders: readonly RightHolder[]): Promise<NamesById> {
  const names = new Map<string, string>();
  if (holders.length === 0 || !session.isConfigured) return names;
  try {
    const directory = await directoryOf(session);
    const groups = new Set(holders.flatMap(({ kind, id }) => (kind === 'group' ? [id] : [])));
    for (const id of groups) {
      const group = await directory.group(id);
      if (group !== undefined) names.set(id, group.name);
    }
    if (holders.some(({ kind }) => kind === 'person'))
      for (const { id, name } of await directory.people()) names.set(id, name);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const { permission } = error;
    session.note(
      permission === undefined
        ? `names cannot be looked up: ${error.message}`
        : `names cannot be looked up: the app registration lacks ${permission}`,
    );
  }
  return names;
}
