import { z } from 'zod';
import {
  checkCurrency,
  isCurrency,
  neverOpens,
  ok,
  type Currency,
  type Damage,
  type Mode,
  type Refusal,
  type Result,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape } from '../../cards/escape.ts';
import { action } from '../chat/action.ts';
import { notice } from '../chat/notice.view.ts';
import { refusalCard } from '../chat/refusal.view.ts';
import { requestId } from '../chat/request-id.ts';
import type { Turn } from '../chat/turn.ts';
import { openWallet } from '../tenant/open-wallet.ts';
import type { SettingsStore } from '../tenant/settings.ts';
import { typedBudget } from '../tenant/typed-budget.ts';
import { importLog, type ImportNeeds } from '../usage/import-log.ts';
import type { Background } from '../work/background.ts';
import { withDraft } from './draft-steps.ts';
import type { Draft } from './drafts.ts';
import { replyWith } from './own-card.ts';
import { present, type SetupNeeds } from './setup.ts';
import { setupPostpaidView } from './steps.view.ts';

interface BudgetNeeds extends SetupNeeds, ImportNeeds {
  readonly tenant: string;
  readonly mode: Mode;
  readonly settings: SettingsStore;
  readonly background: Background;
}

// An empty input is absent from what the client sends (T6).
const typed = z.string().max(100).default('');

/** S0 for those who pay after use: a monthly budget instead of a pool. */
export const setupBudget = action(
  'setup-budget',
  'money',
  z.object({ version: z.int().positive(), currency: typed, budget: typed }),
  async (needs: BudgetNeeds, turn, data) =>
    replyWith(
      needs,
      turn,
      await withDraft(needs, turn, data.version, draft =>
        draft.step === 'postpaid' ? submitBudget(needs, turn, draft, data) : present(needs, turn, draft),
      ),
    ),
);

interface BudgetForm {
  readonly currency: string;
  readonly budget: string;
}

async function submitBudget(needs: BudgetNeeds, turn: Turn, draft: Draft, form: BudgetForm): Promise<Card> {
  const { settings, budgets, drafts, background } = needs;
  const { speech } = turn;
  const again = (errors: Partial<BudgetForm>): Card =>
    setupPostpaidView(
      speech,
      draft,
      {
        currency: { value: cut(form.currency), error: errors.currency ?? '' },
        budget: { value: cut(form.budget), error: errors.budget ?? '' },
      },
      '',
    );
  const currency = form.currency.trim().toUpperCase();
  const isKnown = isCurrency(currency);
  const amount = typedBudget(turn, form.budget, isKnown ? currency : 'USD');
  const budgetError = amount.ok ? '' : amount.refusal;
  const currencyError = isKnown ? '' : speech.say('refuse.currency', { text: escape(cut(form.currency)) });
  if (!isKnown || !amount.ok) return again({ currency: currencyError, budget: budgetError });
  const opened = await openPostpaid(needs, turn, currency);
  if (!opened.ok && opened.refusal.kind === 'currency-mismatch')
    return again({ currency: speech.say('setup.postpaid.currencyFixed', { currency: opened.refusal.expected }) });
  if (!opened.ok) return refusalCard(speech, opened.refusal, currency);
  const sum = { amount: amount.value, currency };
  await budgets.set({ kind: 'organization' }, sum, {
    by: turn.person.id ?? '',
    at: needs.clock.now(),
    request: turn.id,
  });
  await settings.change({ billing: 'postpaid' });
  background.start('first import', () => importLog(needs, turn.person.id ?? null));
  await drafts.restart(turn.id);
  return notice(speech, speech.say('setup.postpaid.title'), [
    speech.say('setup.postpaid.done', { budget: speech.money(amount.value, currency) }),
    speech.say('setup.postpaid.warning'),
  ]);
}

/** Usage of a tenant that pays after use is recorded too: in a wallet from which nothing is drawn until it buys credits. */
async function openPostpaid(
  needs: BudgetNeeds,
  turn: Turn,
  currency: Currency,
): Promise<Result<unknown, Refusal | Damage>> {
  const by = turn.person.id ?? null;
  const opened = await openWallet(needs, {
    id: await requestId(needs, turn, 'open'),
    ...{ currency, timeZone: turn.localTimeZone, opensAt: neverOpens, by },
  });
  if (!opened.ok) return opened;
  const { terms, isNew } = opened.value;
  if (isNew) return ok(terms);
  const same = checkCurrency(terms, currency);
  if (!same.ok) return same;
  return needs.ledger.execute({ kind: 'pay-after-use', id: await requestId(needs, turn, 'pay-after-use') }, by);
}
