import { dayOf, decimal, lastDays, startOfDay, toIso } from '../../core/index.ts';
import type { UsageLine } from '../ports/index.ts';
import { usageReport } from '../reports/usage-report.ts';
import { absentText } from '../reports/absent.view.ts';
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
    const { erasedBefore } = wallet;
    const { currency, timeZone } = neededTerms(wallet);
    const range = lastDays(count, dayOf(to, timeZone));
    const from = startOfDay(range.first, timeZone);
    const report = await usageReport(session.rows, range, top);
    const speech = terminalSpeech({ timeZone });
    const line = ({ label, calls, seconds, cost }: Omit<UsageLine, 'key'>) => ({
      name: label,
      calls,
      seconds,
      cost: decimal(cost, currency),
    });
    const { calls, seconds, cost } = line({ label: '', ...report });
    const [destinations, people] = [report.byDestination.lines.map(line), report.byPerson.lines.map(line)];
    const listed = (heading: string, lines: readonly ReturnType<typeof line>[]): readonly string[] => {
      const costly = lines.filter(one => Number(one.cost) > 0);
      const rows = costly.map(one => [
        one.name === '' ? absentText(speech, { from, to, erasedBefore }) : one.name,
        speech.number(one.calls),
        speech.number(minutes(one.seconds)),
        one.cost,
      ]);
      return rows.length === 0
        ? []
        : ['', ...table(session, { [heading]: 'left', calls: 'right', minutes: 'right', cost: 'right' }, rows)];
    };
    print(
      session,
      { currency, from: toIso(from), to: toIso(to), calls, seconds, cost, destinations, people },
      [
        `${dayOf(from, timeZone)} to ${dayOf(to, timeZone)}: ${counted(calls, 'call')}, ${counted(minutes(seconds), 'minute')}; those that credits pay for cost ${cost} ${currency}`,
        ...listed('destination', destinations),
        ...listed('person', people),
      ].join('\n'),
    );
  },
});

const minutes = (seconds: number): number => Math.ceil(seconds / 60);
