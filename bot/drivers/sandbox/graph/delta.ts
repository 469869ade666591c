import { z } from 'zod';
import type { ContosoUser } from '../contoso.ts';
import type { SandboxTenant } from '../tenant.ts';
import { badRequest, failure, only, selected, strange, type Asked, type GraphResponse } from './odata.ts';
import { trackedType, userBody } from './user-type.ts';

interface Shown {
  readonly tenant: SandboxTenant;
  readonly base: () => string;
  /** A user as reads see it. */
  readonly seen: (user: ContosoUser) => ContosoUser;
}

const link = z.object({
  generation: z.string(),
  names: z.array(z.string()).readonly(),
  /** How many of the changes came before. */
  after: z.int().min(0),
  /** How many of the users came before, while everybody is told of. */
  users: z.int().min(0).optional(),
});
type Link = Readonly<z.infer<typeof link>>;

const deltaPage = 100;

/** What has changed since a link was given, or everybody and a link; the options of the first request are in its token (G20). */
export function changes(asked: Asked, { tenant, base, seen }: Shown): GraphResponse {
  const token = asked.query.get('$skiptoken') ?? asked.query.get('$deltatoken');
  const isNew = token === null || token === 'latest';
  const refused = strange(asked, isNew ? ['$select', '$deltatoken'] : ['$deltatoken']);
  const names = selected(asked, trackedType);
  const { generation, ids } = tenant.changes;
  if (refused !== undefined) return refused;
  if ('status' in names) return names;
  const linked = isNew ? { generation, names, after: ids.length, ...(token === null && { users: 0 }) } : linkIn(token);
  if (linked === undefined) return badRequest('Badly formed token.');
  if (linked.generation !== generation) return expired(linked.generation, generation, base());
  return linked.users === undefined
    ? changed(linked, { tenant, base, seen })
    : allUsers(linked, linked.users, { tenant, base, seen });
}

/** A link that was made to expire is 410; one of a tenant that is no more is not found. */
const expired = (old: string, present: string, base: string): GraphResponse =>
  old.slice(0, old.lastIndexOf('-')) === present.slice(0, present.lastIndexOf('-'))
    ? {
        ...failure(410, 'resyncRequired', 'Resync required.'),
        headers: { Location: `${base}/v1.0/users/delta?$deltatoken=` },
      }
    : failure(
        400,
        'syncStateNotFound',
        'The sync state generation is not found. The delta token is expired and data must be synchronized again.',
      );

function allUsers(linked: Link, from: number, { tenant, base, seen }: Shown): GraphResponse {
  const all = tenant.users();
  const users = from + deltaPage;
  const value = all.slice(from, users).map(one => only(userBody(seen(one)), linked.names));
  const { users: _told, ...after } = linked;
  return deltaAnswer(base(), value, users < all.length ? { ...linked, users } : after, users < all.length);
}

/** A change that reads do not see yet is told of later. */
function changed(linked: Link, { tenant, base, seen }: Shown): GraphResponse {
  const { ids } = tenant.changes;
  const isUnseen = (id: string): boolean => {
    const user = tenant.user(id);
    return user !== undefined && seen(user) !== user;
  };
  const unseen = ids.findIndex((id, index) => index >= linked.after && isUnseen(id));
  const until = Math.min(linked.after + deltaPage, unseen === -1 ? ids.length : unseen);
  const value = ids.slice(linked.after, until).map(id => {
    const user = tenant.user(id);
    return user === undefined ? { id, '@removed': { reason: 'changed' } } : only(userBody(user), linked.names);
  });
  const hasMore = until < ids.length && until !== unseen;
  return deltaAnswer(base(), value, { ...linked, after: until }, hasMore);
}

function deltaAnswer(base: string, value: readonly unknown[], next: Link, hasMore: boolean): GraphResponse {
  const token = Buffer.from(JSON.stringify(next)).toString('base64url');
  const address = `${base}/v1.0/users/delta?${hasMore ? '$skiptoken' : '$deltatoken'}=${token}`;
  return { status: 200, body: { [hasMore ? '@odata.nextLink' : '@odata.deltaLink']: address, value } };
}

function linkIn(token: string): Link | undefined {
  try {
    return link.safeParse(JSON.parse(Buffer.from(token, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}
