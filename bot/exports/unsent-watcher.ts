import type { Watcher } from '../foresight/watcher.ts';
import { documentAddressesIn, type DocumentAddressNeeds } from '../tenant/document-addresses.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { MonthlyMails } from './monthly-mails.ts';

export interface UnsentWatcherNeeds extends DocumentAddressNeeds {
  readonly ledger: Pick<Ledger, 'terms'>;
  readonly monthlyMails: Pick<MonthlyMails, 'unreached'>;
}

/** Tells that a month's documents did not get to an address: its server refused them, or no server took them over in time. */
export const unsentWatcher = ({ ledger, monthlyMails, choices, mailer }: UnsentWatcherNeeds): Watcher => ({
  name: 'unsent-documents',
  kinds: ['documents-unsent'],
  look: async ({ at }) => {
    // Without a mail server nothing is sent to anybody, and the settings say so.
    if (mailer === undefined) return [];
    const unreached = await monthlyMails.unreached(documentAddressesIn((await choices.of('documents')).value));
    const [label] = unreached.map(({ month }) => month).toSorted((one, other) => other.localeCompare(one));
    if (label === undefined) return [];
    const currency = (await ledger.terms())?.currency ?? 'USD';
    const alert = { kind: 'documents-unsent', at, currency, balance: 0, label, count: unreached.length } as const;
    return [{ key: `documents-unsent ${label} ${unreached.length}`, alert, isBeingMended: false }];
  },
});
