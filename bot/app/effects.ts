import { unreachable } from '../../core/index.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import type { Charges } from '../funds/charges.ts';
import type { Background } from '../work/background.ts';
import type { Wallets } from '../wallets/wallets.ts';

/** Carries out effects once their entries are saved (B15). After a crash in between, the jobs take them up. */
export function carryOutEffects(
  wallets: Wallets,
  {
    charges,
    deliveries,
    background,
  }: {
    readonly charges: Charges;
    readonly deliveries: Deliveries;
    readonly background: Background;
  },
): void {
  wallets.onCommit(({ tenant, effects }) => {
    for (const effect of effects)
      switch (effect.kind) {
        case 'charge':
          background.start('charge', () => charges.start(tenant, effect.payment));
          break;
        case 'announce':
          background.start('announce', () => deliveries.run(tenant));
          break;
        default:
          unreachable(effect);
      }
  });
}
