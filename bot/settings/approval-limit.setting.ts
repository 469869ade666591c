import { instantOf, limitOf, type Activity, type Instant } from '../../core/index.ts';
import type { AnotherNeeds } from '../approvals/another-approver.ts';
import { askLimit } from '../approvals/set-limit.ts';
import type { Journal } from '../ports/index.ts';
import { withAnyWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
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
      changed: wallet.fourEyes === undefined ? undefined : await lastChange(journal, history),
    };
  },
  changing: { open: (needs, turn) => withAnyWallet(needs, turn, found => askLimit(needs, turn, found)) },
};

const readAtOnce = 50;

/** Who set it last, and when; whoever agreed to it, where a second person was needed. */
async function lastChange(
  journal: Journal,
  history: Activity,
): Promise<{ readonly by: string; readonly at: Instant } | undefined> {
  for (let before: number | undefined = Infinity; before !== undefined;) {
    const { lines, older } = history.contents.page({ groups: ['rules'], before, limit: readAtOnce });
    const entries = await journal.entriesAt(lines.flatMap(line => (line.kind === 'entry' ? [line.seq] : [])));
    const set = entries.toSorted((one, other) => other.seq - one.seq).find(({ kind }) => kind === 'approval-limit-set');
    const [actor] = set === undefined ? [] : await journal.actorsOf([set.seq]);
    if (set !== undefined) return { by: actor?.person ?? '', at: instantOf(set) };
    before = older;
  }
  return undefined;
}
