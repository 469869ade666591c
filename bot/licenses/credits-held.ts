import { creditsSkuId, type Person } from '../../core/index.ts';

/** Whether somebody has the credits license, and whether it can be removed from them: what a group brings cannot. */
export function creditsHeld({ licenses }: Pick<Person, 'licenses'>): 'no' | 'own' | 'by-group' {
  const held = licenses.find(({ skuId }) => skuId === creditsSkuId);
  if (held === undefined) return 'no';
  return held.isByGroup ? 'by-group' : 'own';
}
