import { startOfDay, type Month, type Statement } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import type { Fact } from '../../cards/frame.ts';
import { button } from '../../cards/verbs.ts';
import { notice } from '../chat/notice.view.ts';
import type { Speech } from '../chat/speech.ts';

/** That the statement of a month is there. */
export const statementReadyText = (speech: Speech, month: Month): string =>
  speech.say('statement.ready', {
    month: speech.shortMonth(startOfDay(`${month}-01`, speech.timeZone)),
    year: month.slice(0, 4),
  });

/** The same where amounts may not be seen: whoever may look opens it. */
export const statementReadyView = (speech: Speech, month: Month): Card =>
  notice(speech, speech.say('alert.statement-ready'), [statementReadyText(speech, month)], {
    buttons: [button(speech.say('button.statement'), 'run', { text: `statement ${month}` })],
  });

/** What it says, for a mail. */
export function statementFacts(speech: Speech, { total, currency, isClosed, closesAt }: Statement): readonly Fact[] {
  const fact = (title: string, amount: bigint): Fact => ({ title, value: speech.money(amount, currency) });
  return [
    fact(speech.say('statement.opening'), total.opening),
    fact(speech.say('statement.bought'), total.bought),
    fact(speech.say('statement.used'), total.used),
    fact(speech.say('statement.expired'), total.expired),
    fact(speech.say('statement.closing'), total.closing),
    {
      title: speech.say('statement.title'),
      value: isClosed ? speech.say('statement.closed') : speech.say('statement.open', { date: speech.date(closesAt) }),
    },
  ];
}
