import { exportFormats, exportKinds } from '../../cards/verbs.ts';
import { invoice, oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { range } from '../chat/typed-range.ts';
import { exportFormView } from './export.view.ts';
import { offerFile, type OfferNeeds } from './offer-file.ts';

/** Offers what the books say as a file; asks which where that was not typed. */
export const exportCommand = command({
  name: 'export',
  access: 'look',
  arguments: {
    range,
    invoice: invoice({ mark: 'invoice' }),
    what: oneOf('what', exportKinds, {}),
    format: oneOf('format', exportFormats, {}),
  },
  menus: [],
  run: async (needs: OfferNeeds, turn, { range: days, invoice: number, what, format = 'xlsx' }) => {
    const { speech } = turn;
    const typed = days === undefined ? '' : `${days.first} – ${days.last}`;
    if (number !== undefined)
      return offerFile(needs, turn, { what: 'invoices', format: 'pdf', days: undefined, invoice: number });
    if (what === undefined)
      return { card: exportFormView(speech, { what: 'calls', format, range: { value: typed, error: '' } }) };
    return offerFile(needs, turn, { what, format, days });
  },
});
