import {
  dayMs,
  dayOf,
  decimal,
  dryRun,
  forecast as forecastOf,
  toIso,
  type DryRun,
  type Instant,
} from '../../core/index.ts';
import { dailySpend, forecastDays } from '../wallets/daily-spend.ts';
import { print, Refused, type Verb } from './terminal.ts';
import { openedJournal } from './wallet.ts';

export const forecast: Verb = {
  name: 'forecast',
  usage: 'forecast',
  about: 'when it runs out, what expires unused, what the rule would have done',
  example: 'forecast',
  run: async session => {
    const { entries, wallet, terms } = await openedJournal(session);
    const read = await session.ledger.read();
    if (!read.ok) throw new Refused('the journal is damaged');
    const { now } = session;
    const { currency, timeZone, minimum } = terms;
    const days = await dailySpend(session, { terms, activity: read.value.history, now });
    const found = forecastOf(wallet.pool, days, { now, timeZone, minimum });
    const money = (amount: number): string => decimal(amount, currency);
    const day = (at: Instant | null): string | null => (at === null ? null : dayOf(at, timeZone));
    const { runsOut, expiring, suggestion } = found;
    const run =
      wallet.rule === undefined
        ? undefined
        : dryRun(entries, { rule: wallet.rule, from: now - forecastDays * dayMs, to: now });
    print(
      session,
      {
        estimate: true,
        currency,
        basedOnDays: found.basedOn.days,
        notYetSeen: money(found.notYetSeen),
        runsOut:
          runsOut === null
            ? null
            : { at: day(runsOut.at), earliest: day(runsOut.earliest), latest: day(runsOut.latest) },
        expiring: expiring.map(({ lotId, at, amount }) => ({ lot: lotId, at: toIso(at), amount: money(amount) })),
        suggested: { trigger: money(suggestion.trigger), rechargeWith: money(suggestion.rechargeWith) },
        weekdays: found.weekdays.map(({ weekday, mean, spread }) => ({
          weekday,
          mean: money(mean),
          spread: money(spread),
        })),
        dryRun: run === undefined ? null : dryRunJson(run, money),
      },
      [
        `estimates from ${found.basedOn.days} days of calls, ${money(found.basedOn.amount)} ${currency}; not yet seen: about ${money(found.notYetSeen)}`,
        runsOut === null
          ? 'the credits do not run out before they expire'
          : `runs out on ${day(runsOut.at)} (between ${day(runsOut.earliest)} and ${day(runsOut.latest) ?? 'never'})`,
        ...expiring.map(
          ({ lotId, at, amount }) => `about ${money(amount)} of lot ${lotId} expires unused on ${day(at)}`,
        ),
        `suggested: recharge with ${money(suggestion.rechargeWith)} below ${money(suggestion.trigger)}`,
        ...(run === undefined
          ? []
          : [
              `the rule would have charged ${run.charges.length} times in ${forecastDays} days, ${money(run.charged)} in all; lowest balance ${money(run.lowest)}`,
            ]),
      ].join('\n'),
    );
  },
};

const dryRunJson = (run: DryRun, money: (amount: number) => string) => ({
  days: forecastDays,
  charges: run.charges.map(({ at, amount }) => ({ at: toIso(at), amount: money(amount) })),
  charged: money(run.charged),
  lowest: money(run.lowest),
  capped: run.capped,
});
