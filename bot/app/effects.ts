import { standingIn, type Wallet } from '../../core/index.ts';
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
  let told = '';
  ledger.onCommit(({ wallet, effects }) => {
    const standing = keysOf(wallet);
    if (standing !== told || effects.some(({ kind }) => kind === 'announce'))
      background.start('tell what is amiss', () => deliveries.run());
    told = standing;
    for (const effect of effects)
      if (effect.kind === 'charge') background.start('charge', () => charges.start(effect.payment));
  });
}

/** What is amiss, by name: when that changes, people are told. */
const keysOf = (wallet: Wallet): string =>
  standingIn(wallet, wallet.at)
    .map(({ key, isBeingMended }) => `${key} ${isBeingMended}`)
    .join();
