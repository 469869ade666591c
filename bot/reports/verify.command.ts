import { minuteMs } from '../../core/index.ts';
import { command } from '../chat/command.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import { within } from '../work/within.ts';
import type { Clock } from '../ports/index.ts';
import type { Audits } from '../wallets/audits.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { verifiedView, verifyingView } from './verify.view.ts';

/** How long a check of the same entries holds: a press repeated costs nothing. */
const holdsMs = minuteMs;

/** A check that takes longer is shown as it goes on: a card that is pressed is answered in time (B12). */
const waitsMs = 1500;

interface VerifyNeeds {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly audits: Audits;
}

export const verifyLedger = command({
  name: 'verify',
  access: 'look',
  arguments: {},
  menus: [],
  run: async ({ clock, ledger, audits }: VerifyNeeds, { speech }) => {
    const read = await ledger.read();
    if (!read.ok) return { card: refusalCard(speech, read.refusal, 'USD') };
    const { wallet } = read.value;
    const last = await audits.last();
    const isFresh = last?.seq === wallet.seq && last.head === wallet.head && clock.now() - last.at < holdsMs;
    if (isFresh && audits.running === undefined) return { card: verifiedView(speech, last) };
    const checked = await within(clock, waitsMs, audits.run());
    if (checked === undefined) {
      const facts = { checked: audits.running?.checked ?? 0, all: wallet.seq, last };
      return { card: verifyingView(speech, facts) };
    }
    if (!checked.ok) return { card: refusalCard(speech, checked.refusal, 'USD') };
    const { seq, head } = checked.value;
    return { card: verifiedView(speech, { seq, head, at: clock.now() }) };
  },
});
