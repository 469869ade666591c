import { z } from 'zod';

/** Of a member of a roster, what tells whether they are of the organization. Of a guest Entra makes the name that they sign in by, with a mark in it. */
const member = z.looseObject({
  userPrincipalName: z.string().nullish(),
  userRole: z.string().nullish(),
  tenantId: z.string().nullish(),
});

/** Whether somebody of a roster is a guest, or of another organization; whoever says nothing of it is taken for none (T21). */
export function isGuest(read: unknown, tenant: string | undefined): boolean {
  const { data } = member.safeParse(read);
  if (data === undefined) return false;
  const { userPrincipalName, userRole, tenantId } = data;
  const isMarked = userPrincipalName?.toUpperCase().includes('#EXT#') === true;
  const isElsewhere = typeof tenantId === 'string' && tenant !== undefined && tenantId !== tenant;
  return isMarked || isElsewhere || userRole?.toLowerCase() === 'guest';
}
