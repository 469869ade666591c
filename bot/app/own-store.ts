import { DriverError } from '../ports/index.ts';

/**
 * Refuses a store in which others have books, and none of those who are to be served: with a tenant's id mistyped, or the folder of another
 * bot, all would seem to be new. The books of a sandbox are nobody's.
 */
export function refuseStoreOfOthers(
  kept: readonly string[],
  served: readonly string[],
  { sandbox }: { readonly sandbox: string },
): void {
  const real = kept.filter(tenant => tenant !== sandbox);
  if (real.length === 0 || real.some(tenant => served.includes(tenant))) return;
  throw new DriverError(
    'store-of-others',
    `The store holds the books of other organizations (${real.slice(0, 3).join(', ')}) and none of ${served.slice(0, 3).join(', ')}. ` +
      'Correct AZURE_TENANT_ID or ALLOWED_TENANTS, or set DATA_DIR (or DATABASE_URL) to a place of its own.',
  );
}
