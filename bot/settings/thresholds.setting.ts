import {
  checkThresholds,
  err,
  formAmount,
  mostThresholds,
  ok,
  type Currency,
  type Micros,
  type Result,
  type Wallet,
} from '../../core/index.ts';
import { amountText, refusalText } from '../chat/refusal-words.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import { requestId } from '../chat/request-id.ts';
import type { Reply, Turn } from '../chat/turn.ts';
import { typedAmount } from '../chat/typed-amount.ts';
import type { Journal } from '../ports/index.ts';
import { withWallet, type OpenWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { lastChangeBy } from './last-change.ts';
import { formFields, settingForm } from './setting-form.view.ts';
import type { OrganizationSetting, Saved, SentSetting } from './setting.ts';

/** What the thresholds need: they stand in the book. */
export interface ThresholdNeeds extends WalletNeeds {
  readonly journal: Journal;
}

/** Between amounts: a comma alone may be a decimal mark. */
const between = /[;；、，\n]|,\s/;

/** Balances at which people are warned, beside the trigger (L15). */
export const thresholds: OrganizationSetting<ThresholdNeeds> = {
  name: 'thresholds',
  group: 'money',
  standing: async ({ ledger, journal }, { speech }) => {
    const read = await ledger.read();
    if (!read.ok || read.value.wallet.terms === undefined) return undefined;
    const { wallet, history } = read.value;
    const { currency } = read.value.wallet.terms;
    const amounts = (wallet.thresholds ?? []).map(amount => speech.money(amount, currency));
    return {
      value: amounts.length === 0 ? speech.say('setting.notSet') : amounts.join(speech.say('list.comma')),
      about: '',
      changed: wallet.thresholds === undefined ? undefined : await lastChangeBy('thresholds-set', journal, history),
    };
  },
  changing: {
    open: (needs, turn) =>
      withWallet(needs, turn, found => formOf(turn, found, { typed: typedOf(found.wallet, found.terms.currency) })),
    save: async (needs, turn, sent) => {
      let saved: Saved | undefined;
      const reply = await withWallet(needs, turn, async found => {
        saved = await save(needs, turn, { found, sent });
        return saved.kind === 'saved' ? formOf(turn, found, { typed: '' }) : saved.reply;
      });
      return saved ?? { kind: 'not-saved', reply };
    },
  },
};

async function save(
  { ledger, ...needs }: ThresholdNeeds,
  turn: Turn,
  { found, sent }: { readonly found: OpenWallet; readonly sent: SentSetting },
): Promise<Saved> {
  const { currency } = found.terms;
  const { amounts: typed = '' } = sent.typed;
  if (sent.key !== keyOf(found.wallet)) {
    const notice = turn.speech.say('setting.changed');
    return { kind: 'not-saved', reply: formOf(turn, found, { typed: typedOf(found.wallet, currency), notice }) };
  }
  const read = amountsIn(turn, typed, currency);
  if (!read.ok) return { kind: 'not-saved', reply: formOf(turn, found, { typed, error: read.refusal }) };
  const id = await requestId({ ...needs, ledger }, turn, 'thresholds');
  const set = await ledger.execute({ kind: 'set-thresholds', id, thresholds: read.value }, turn.person.id ?? null);
  return set.ok
    ? { kind: 'saved', number: undefined }
    : { kind: 'not-saved', reply: { card: refusalCard(turn.speech, set.refusal, currency) } };
}

/** The amounts of what was typed, or what is wrong with the first that is. */
function amountsIn(turn: Turn, typed: string, currency: Currency): Result<readonly Micros[], string> {
  const amounts: Micros[] = [];
  for (const text of typed.split(between).filter(part => part.trim() !== '')) {
    const amount = typedAmount(turn, text, currency);
    if (!amount.ok) return err(amountText(turn.speech, amount.refusal, text, currency));
    amounts.push(amount.value);
  }
  const checked = checkThresholds(amounts);
  return checked.ok ? ok(checked.value) : err(refusalText(turn.speech, checked.refusal, currency));
}

const keyOf = ({ thresholds: set = [] }: Wallet): string => set.join(' ');

const typedOf = ({ thresholds: set = [] }: Wallet, currency: Currency): string =>
  set.map(amount => formAmount(amount, currency)).join('; ');

const formOf = (
  { speech }: Turn,
  { wallet }: Pick<OpenWallet, 'wallet'>,
  { typed, error = '', notice = '' }: { readonly typed: string; readonly error?: string; readonly notice?: string },
): Reply => ({
  card: settingForm(
    speech,
    { ...{ name: 'thresholds', notice, key: keyOf(wallet) }, last: undefined, names: new Map() },
    {
      text: speech.say('setting.about.thresholds', { most: mostThresholds }),
      ...formFields([{ id: 'amounts', label: speech.say('setting.thresholds.field') }], {
        ...{ typed: { amounts: typed }, errors: { amounts: error } },
      }),
    },
  ),
});
