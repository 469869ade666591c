import type { CallRow, Pool } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { escape, plain } from '../../cards/escape.ts';
import type { Fact } from '../../cards/frame.ts';
import { regionName } from '../../cards/regions.ts';
import { reportCard, type ReportLine } from '../../cards/report.ts';
import { cutNumbers } from '../chat/cut-numbers.view.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';
import type { RowVersion } from '../ports/index.ts';
import type { ExplainedRow } from '../wallets/explain-call.ts';
import { callTypeName } from './line-words.view.ts';

interface ExplainFacts {
  readonly pool: Pool;
  readonly currency: string;
  readonly sight: Sight;
}

/** One call: what it was, what it cost, and which credits paid. */
export function explainView(speech: Speech, row: ExplainedRow, facts: ExplainFacts): Card {
  const { standing, coverage } = row;
  const shown = standing ?? row.versions.at(-1);
  const money = (amount: number): string => speech.money(amount, facts.currency);
  const lots = coverage.lots.map(({ lotId, invoice, amount }): ReportLine => {
    const lot = facts.pool.lots.find(({ id }) => id === lotId);
    return {
      name: invoice === null ? speech.say('explain.reconciled') : speech.say('explain.invoice', { invoice }),
      about: lot === undefined ? '' : speech.say('explain.bought', { date: speech.date(lot.boughtAt) }),
      value: money(amount),
      opens: null,
    };
  });
  const owed = {
    name: speech.say('explain.owed'),
    about: speech.say('explain.owedMore'),
    value: money(coverage.owed),
    opens: null,
  };
  const paid = [...lots, ...(coverage.owed === 0 ? [] : [owed])];
  return reportCard({
    ...frame(speech, speech.say('explain.title'), runButtons(speech, 'calls', 'usage', 'lots')),
    subtitle: shown === undefined ? '' : speech.dateTime(shown.row.start),
    texts: [{ text: verdict(speech, row) }],
    facts: shown === undefined ? [] : factsOf(speech, shown, facts),
    chart: { title: '', unit: '', values: [] },
    lists: [
      ...(paid.length === 0 ? [] : [{ title: speech.say('explain.paidBy'), lines: paid }]),
      ...(row.versions.length < 2
        ? []
        : [{ title: speech.say('explain.versions'), lines: versionLines(speech, row.versions) }]),
    ],
  });
}

/** Why it was or was not paid by credits, in a sentence. */
function verdict(speech: Speech, { standing, versions, entry }: ExplainedRow): string {
  if (standing === undefined)
    return speech.say(versions.some(({ state }) => state === 'held') ? 'explain.held' : 'explain.notBilled');
  if (standing.cost > 0)
    return entry === undefined ? speech.say('explain.drawnAlone') : speech.say('explain.drawn', { seq: entry.seq });
  if (standing.row.capability === 'MCOPSTNPP') return speech.say('explain.outside');
  return speech.say('explain.otherLicense', { license: escape(plain(standing.row.capability)) });
}

function factsOf(speech: Speech, { row, cost }: RowVersion, { currency, sight }: ExplainFacts): readonly Fact[] {
  const { about } = row;
  const isWhole = sight.kind === 'whole';
  const number = (text: string): string => (isWhole ? text : cutNumbers(text));
  const named = about.userName === '' ? about.userPrincipalName : about.userName;
  const all: readonly Fact[] = [
    { title: speech.say('explain.person'), value: isWhole ? escape(named) : '' },
    {
      title: speech.say('explain.type'),
      value: about.callType === '' ? '' : escape(callTypeName(speech, about.callType)),
    },
    { title: speech.say('explain.from'), value: escape(number(about.caller)) },
    { title: speech.say('explain.to'), value: escape(number(about.callee)) },
    {
      title: speech.say('explain.destination'),
      value: about.destination === '' ? '' : escape(regionName(speech.language, number(about.destination))),
    },
    { title: speech.say('explain.duration'), value: speech.duration(row.durationSeconds) },
    { title: speech.say('explain.charge'), value: chargeText(speech, row) },
    { title: speech.say('explain.fee'), value: row.fee === 0 ? '' : speech.money(row.fee, row.currency) },
    { title: speech.say('explain.cost'), value: speech.money(cost, currency) },
    { title: speech.say('explain.callId'), value: escape(number(about.callId)) },
  ];
  return all.filter(({ value }) => value !== '');
}

const versionLines = (speech: Speech, versions: readonly RowVersion[]): readonly ReportLine[] =>
  versions.map(({ version, state, row }) => ({
    name: speech.say(`explain.state.${state}`),
    about: version.slice(0, 12),
    value: chargeText(speech, row),
    opens: null,
  }));

/** Usage without a charge has no currency either. */
const chargeText = (speech: Speech, { charge, currency }: CallRow): string =>
  currency === '' ? speech.number(0) : speech.money(charge, currency);
