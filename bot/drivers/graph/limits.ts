import type { WindowLimit } from '../../work/sliding-window.ts';

/** What Graph counts (G15): resource units and writes of the directory, and requests to call records. */
export type Counted = 'units' | 'writes' | 'call-records';

/** A limit on one of them. */
export interface Limit extends WindowLimit {
  readonly kind: Counted;
}

export interface Cost {
  readonly kind: Counted;
  readonly amount: number;
}

/** Tenants of fewer than 50 people, of up to 500, and of more. */
export type TenantSize = 'small' | 'medium' | 'large';

const units: Readonly<Record<TenantSize, number>> = { small: 3500, medium: 5000, large: 8000 };

/** What one application may ask of one tenant (G15). */
export const serviceLimits = (size: TenantSize): readonly Limit[] => [
  { kind: 'units', amount: units[size], windowMs: 10_000 },
  { kind: 'writes', amount: 3000, windowMs: 150_000 },
  { kind: 'call-records', amount: 1500, windowMs: 20_000 },
];

/** What a request costs; a batch itself costs nothing, each request in it does. */
export function unitsOf(method: string, path: string, query: URLSearchParams): readonly Cost[] {
  if (path === '/$batch') return [];
  if (path.startsWith('/communications/')) return [{ kind: 'call-records', amount: 1 }];
  if (path.endsWith('/checkMemberGroups')) return [{ kind: 'units', amount: 4 }];
  if (method !== 'GET')
    return [
      { kind: 'units', amount: 1 },
      { kind: 'writes', amount: 1 },
    ];
  const top = Number(query.get('$top') ?? 100);
  const amount = baseOf(path) - Number(query.has('$select')) + Number(query.has('$expand')) - Number(top < 20);
  return [{ kind: 'units', amount: Math.max(1, amount) }];
}

function baseOf(path: string): number {
  if (path === '/subscribedSkus') return 3;
  return path === '/users' || path.includes('/transitiveMemberOf') || path.endsWith('/licenseDetails') ? 2 : 1;
}
