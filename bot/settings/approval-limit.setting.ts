import { limitOf } from '../../core/index.ts';
import type { AnotherNeeds } from '../approvals/another-approver.ts';
import { askLimit } from '../approvals/set-limit.ts';
import type { Journal } from '../ports/index.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { lastChangeBy } from './last-change.ts';
import type { OrganizationSetting } from './setting.ts';

export interface LimitNeeds extends WalletNeeds, AnotherNeeds {
  readonly journal: Journal;
}

/** From what sum on a second person is needed (P5): it stands in the book, and its form is that of `approvals limit`. */
export const approvalLimit: OrganizationSetting<LimitNeeds> = {
  name: 'approval-limit',
  group: 'money',
  standing: async ({ ledger, journal }, { speech }) => {
    const read = await ledger.read();
    if (!read.ok || read.value.wallet.terms === undefined) return undefined;
    const { wallet, history } = read.value;
    const limit = limitOf(wallet);
    return {
      value: limit === null ? speech.say('setting.limit.none') : speech.money(limit, read.value.wallet.terms.currency),
      about: '',
      // Most never set one: then nothing is looked for.
      changed: wallet.fourEyes === undefined ? undefined : await lastChangeBy('approval-limit-set', journal, history),
    };
  },
  changing: { open: (needs, turn) => withAnyWallet(needs, turn, found => askLimit(needs, turn, found)) },
};
