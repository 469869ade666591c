import { exportFormats, exportKinds } from '../../cards/verbs.ts';
import { correction, invoice, oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { range } from '../chat/typed-range.ts';
import { exportFormView } from './export.view.ts';
import { reviewEmail } from './email-document.ts';
import { noEmailView } from './email-document.view.ts';
import type { MailRequestedNeeds } from './mail-requested.ts';
import { offerFile, type OfferNeeds } from './offer-file.ts';

/** Offers what the books say as a file; asks which where that was not typed. */
export const exportCommand = command({
  name: 'export',
  access: 'look',
  arguments: {
    range,
    invoice: invoice({ mark: 'invoice' }),
    correction: correction({ mark: 'correction' }),
    what: oneOf('what', exportKinds, {}),
    format: oneOf('format', exportFormats, {}),
    how: oneOf('how', ['by-email'], {}),
  },
  menus: [],
  run: async (needs: OfferNeeds & MailRequestedNeeds, turn, { range: days, what, format, how, ...numbers }) => {
    const { speech } = turn;
    const isOne = numbers.invoice !== undefined || numbers.correction !== undefined;
    const typed = days === undefined ? '' : `${days.first} – ${days.last}`;
    if (how !== undefined) {
      const kind = isOne ? 'invoices' : what;
      return kind === undefined || (format !== undefined && format !== 'pdf')
        ? { card: noEmailView(speech, 'email.pdfOnly') }
        : reviewEmail(needs, turn, { what: kind, days, ...numbers });
    }
    if (isOne) return offerFile(needs, turn, { what: 'invoices', format: 'pdf', days: undefined, ...numbers });
    if (what === undefined)
      return {
        card: exportFormView(speech, { what: 'calls', format: format ?? 'xlsx', range: { value: typed, error: '' } }),
      };
    return offerFile(needs, turn, { what, format: format ?? 'xlsx', days });
  },
});
