import { balanceOf, secretStep, type Instant } from '../../core/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { inWallet } from './in-wallet.ts';
import type { Watcher } from './watcher.ts';

export interface SecretWatcherNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  /** When the first of the program's own secrets expires, as far as is known. */
  readonly credentialsExpire: Instant | undefined;
}

/** Tells that a secret of the program expires, 30, 7 and 1 days before, and once it has: after that nothing works. */
export const secretWatcher = (needs: SecretWatcherNeeds): Watcher => ({
  name: 'secrets',
  kinds: ['secret-expires'],
  look: ({ at }) =>
    inWallet(needs.ledger, ({ wallet, terms: { currency } }) => {
      const { credentialsExpire: until } = needs;
      const step = until === undefined ? undefined : secretStep(until, at);
      if (until === undefined || step === undefined) return [];
      const alert = { kind: 'secret-expires', at, currency, balance: balanceOf(wallet.pool, at), until, step } as const;
      return [{ key: `secret-expires ${until} ${step}`, alert, isBeingMended: false }];
    }),
});
