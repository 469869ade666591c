import {
  balanceOf,
  capacity,
  roundedToCurrency,
  type DryRun,
  type Forecast,
  type Instant,
  type Rule,
  type Terms,
  type Wallet,
} from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { forecastCard, type ForecastView } from '../../cards/forecast.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Speech } from '../chat/speech.ts';

export interface ForecastFacts {
  readonly wallet: Wallet;
  readonly terms: Terms;
  readonly outlook: Forecast;
  /** The rule in force, and the one that usage suggests where it is another; with what each would have charged. */
  readonly rules: readonly {
    readonly kind: 'present' | 'suggested';
    readonly rule: Rule;
    readonly run: DryRun | undefined;
  }[];
  readonly now: Instant;
}

/** With fewer days of calls a forecast says so. */
const fewDays = 14;

/** When the credits run out, what expires unused, and which rule fits. */
export function forecastView(speech: Speech, facts: ForecastFacts): Card {
  const { outlook, rules, terms, now } = facts;
  const money = (amount: number): string => speech.money(roundedToCurrency(amount, terms.currency), terms.currency);
  const { basedOn, notYetSeen, expiring } = outlook;
  const hasUsage = basedOn.amount > 0;
  return forecastCard({
    ...frame(speech, speech.say('forecast.title'), buttonsOf(speech, facts)),
    ...headlineOf(speech, facts),
    text: betweenText(speech, outlook.runsOut, now),
    little: hasUsage && basedOn.days < fewDays ? speech.say('forecast.little', { days: basedOn.days }) : '',
    facts: hasUsage
      ? [
          {
            title: speech.say('forecast.basis'),
            value: speech.say('forecast.basisValue', {
              amount: money(basedOn.amount / basedOn.days),
              days: basedOn.days,
            }),
          },
          {
            title: speech.say('forecast.notYetSeen'),
            value: speech.say('speech.about', { amount: money(notYetSeen) }),
          },
        ]
      : [],
    expiringTitle: speech.say('forecast.expires'),
    expiring: expiring
      .map(({ at, amount }) => ({ at, amount: money(amount) }))
      .map(({ at, amount }) => ({ text: speech.say('forecast.expiresOn', { date: speech.date(at), amount }) })),
    rules: rules.map(({ kind, rule, run }) => ({
      title: speech.say(`forecast.${kind}`),
      text: speech.say(rule.upTo === undefined ? 'forecast.rule' : 'forecast.ruleUpTo', {
        amount: money(rule.upTo ?? rule.rechargeWith),
        trigger: money(rule.trigger),
      }),
      run: runText(speech, run, {
        money: amount => speech.money(amount, terms.currency),
        fits: hasUsage && kind === 'present' && rules.length === 1,
      }),
    })),
    note: hasUsage ? speech.say('forecast.note') : '',
  });
}

function headlineOf(speech: Speech, facts: ForecastFacts): Pick<ForecastView, 'headline' | 'color'> {
  const { wallet, outlook, now } = facts;
  const { pool } = wallet;
  const balance = balanceOf(pool, now);
  const say = (
    word: 'none' | 'spent' | 'noUsage' | 'lasts' | 'unseen',
    color: ForecastView['color'] = 'Default',
  ): Pick<ForecastView, 'headline' | 'color'> => ({ headline: speech.say(`forecast.${word}`), color });
  if (!pool.lots.some(lot => capacity(lot) > 0)) return say('none');
  if (balance <= 0) return say('spent', 'Attention');
  if (outlook.basedOn.amount === 0) return say('noUsage');
  if (outlook.runsOut === null) return say('lasts');
  if (outlook.runsOut.at <= now) return say('unseen', 'Attention');
  return {
    headline: speech.say('forecast.runsOut', { date: speech.date(outlook.runsOut.at) }),
    color: wallet.rule?.isOn === true ? 'Default' : 'Warning',
  };
}

function betweenText(speech: Speech, runsOut: Forecast['runsOut'], now: Instant): string {
  if (runsOut === null || runsOut.at <= now) return '';
  const earliest = speech.date(runsOut.earliest);
  return runsOut.latest === null
    ? speech.say('forecast.betweenNever', { earliest })
    : speech.say('forecast.between', { earliest, latest: speech.date(runsOut.latest) });
}

function runText(
  speech: Speech,
  run: DryRun | undefined,
  { money, fits }: { readonly money: (amount: number | bigint) => string; readonly fits: boolean },
): string {
  const verdict = fits ? speech.say('forecast.fits') : '';
  if (run === undefined) return verdict;
  const { from, charges, charged, lowest } = run;
  const date = speech.date(from);
  const told =
    charges.length === 0
      ? speech.say('forecast.runNone', { date, lowest: money(lowest) })
      : speech.say('forecast.run', { date, amount: money(charged), times: charges.length });
  return fits ? speech.say('forecast.runFits', { told, verdict }) : told;
}

/** The suggested rule opens as a form; without one the rule is there to be looked at. */
function buttonsOf(speech: Speech, { rules, wallet, now }: ForecastFacts): readonly Button[] {
  const style = 'positive';
  const isSpent = balanceOf(wallet.pool, now) <= 0;
  const [addFunds, ...others] = runButtons(speech, 'addFunds', 'balance', 'usage');
  const funds = addFunds === undefined ? [] : [isSpent ? ({ ...addFunds, style } as const) : addFunds];
  const rule = rules.some(({ kind }) => kind === 'suggested')
    ? [button(speech.say('button.suggestedRule'), 'run', { text: 'auto-recharge suggested' }, isSpent ? {} : { style })]
    : runButtons(speech, 'autoRecharge');
  return isSpent ? [...funds, ...rule, ...others] : [...rule, ...funds, ...others];
}
