import { unreachable } from '../../core/index.ts';
import type { Deliveries } from '../alerts/deliveries.ts';
import type { Charges } from '../funds/charges.ts';
import type { Background } from '../work/background.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** Carries out effects once their entries are saved (B15). After a crash in between, the jobs take them up. */
export function carryOutEffects(
  ledger: Ledger,
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
  ledger.onCommit(({ effects }) => {
    for (const effect of effects)
      switch (effect.kind) {
        case 'charge':
          background.start('charge', () => charges.start(effect.payment));
          break;
        case 'announce':
          background.start('announce', () => deliveries.run());
          break;
        default:
          unreachable(effect);
      }
  });
}
