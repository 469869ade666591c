import {
  begunMinutes,
  dayOf,
  decimal,
  lastDays,
  startOfDay,
  toIso,
  wholeMinutes,
  type UsageBy,
} from '../../core/index.ts';
import { namesApart } from '../reports/names-apart.ts';
import { usageReport } from '../reports/usage-report.ts';
import { lineName } from '../reports/line-words.view.ts';
import { readCount, shared } from './options.ts';
import { counted, terminalSpeech } from './speech.ts';
import { table } from './table.ts';
import { print } from './terminal.ts';
import { verb } from './verb.ts';
import { neededTerms, readWallet } from './wallet.ts';

const usualDays = '30';
const usualLimit = '10';

export const usage = verb({
  name: 'usage',
  about: 'calls of the last days, the most expensive destinations and people',
  example: 'usage --days 7',
  options: {
    days: { value: 'NUMBER', about: `how many days, today included; ${usualDays} when left out` },
    limit: shared.limit,
  },
  run: async (session, { days = usualDays, limit = usualLimit }) => {
    const to = session.now;
    const count = readCount('days', days);
    const top = readCount('limit', limit);
    const wallet = await readWallet(session);
    const { currency, timeZone } = neededTerms(wallet);
    const range = lastDays(count, dayOf(to, timeZone));
    const from = startOfDay(range.first, timeZone);
    const report = await usageReport(session.rows, range, { by: ['destination', 'person'], top });
    const speech = terminalSpeech({ timeZone });
    const { calls, seconds } = report;
    const cost = decimal(report.cost, currency);
    const lines = (by: UsageBy) => {
      const { lines: most = [], others = { seconds: 0 } } = report.by[by] ?? {};
      const minutes = wholeMinutes([...most, others].map(one => one.seconds));
      return most.map((line, index) => ({
        id: line.key ?? '',
        name: line.label,
        shown: lineName(speech, by, line, { kind: 'whole' }),
        calls: line.calls,
        seconds: line.seconds,
        minutes: minutes[index] ?? 0,
        cost: decimal(line.cost, currency),
      }));
    };
    const apart = await namesApart(undefined, report.by.person?.lines ?? []);
    const destinations = lines('destination');
    const people = lines('person').map(one => {
      const other = apart.get(one.id);
      return other === undefined ? one : { ...one, shown: `${one.name} (${other})` };
    });
    const inJson = (all: ReturnType<typeof lines>) => all.map(({ shown: _shown, minutes: _minutes, ...line }) => line);
    const listed = (heading: string, all: ReturnType<typeof lines>): readonly string[] => {
      const costly = all.filter(one => Number(one.cost) > 0);
      const rows = costly.map(one => [one.shown, speech.number(one.calls), speech.number(one.minutes), one.cost]);
      return rows.length === 0
        ? []
        : ['', ...table(session, { [heading]: 'left', calls: 'right', minutes: 'right', cost: 'right' }, rows)];
    };
    print(
      session,
      {
        currency,
        from: toIso(from),
        to: toIso(to),
        calls,
        seconds,
        cost,
        destinations: inJson(destinations),
        people: inJson(people),
      },
      [
        `${dayOf(from, timeZone)} to ${dayOf(to, timeZone)}: ${counted(calls, 'call')}, ${counted(begunMinutes(seconds), 'minute')}; those that credits pay for cost ${cost} ${currency}`,
        ...listed('destination', destinations),
        ...listed('person', people),
      ].join('\n'),
    );
  },
});
