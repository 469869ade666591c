import { z } from 'zod';
import type { ContentsPage, DayRange, EntryGroup } from '../../core/index.ts';
import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { range } from '../chat/typed-range.ts';
import { labeledMethodsOf } from '../funds/labeled-method.ts';
import type { Journal, Payments } from '../ports/index.ts';
import type { Names } from '../tenant/names.ts';
import { withWallet, type WalletNeeds } from '../tenant/with-wallet.ts';
import { historyView } from './history.view.ts';

const shown = 12;

/** What each kind that can be asked for is made of. */
const groupsOf = {
  payments: ['payments'],
  calls: ['calls'],
  rules: ['rules', 'evaluations'],
  alerts: ['alerts'],
  all: ['payments', 'calls', 'rules', 'evaluations', 'alerts'],
} as const satisfies Readonly<Record<string, readonly EntryGroup[]>>;

interface HistoryNeeds extends WalletNeeds {
  readonly journal: Journal;
  readonly payments: Payments;
  readonly names: Names;
}

export const history = command({
  name: 'history',
  access: 'look',
  arguments: { range, kind: oneOf('kind', ['payments', 'calls', 'rules', 'alerts', 'all'], {}) },
  run: (needs: HistoryNeeds, turn, { range: typed, kind = 'all' }, asked) =>
    withWallet(needs, turn, async ({ wallet, terms, history: activity }) => {
      const place = placeIn(asked.place);
      const days = place === undefined ? typed : place.days;
      const page = activity.contents.page({ groups: groupsOf[kind], days, before: place?.before, limit: shown });
      return {
        card: historyView(turn.speech, terms, {
          ...(await linesOf(needs, page)),
          ...{ kind, days, asked, isEmpty: wallet.seq === 0 },
          older: page.older === undefined ? undefined : placeText(page.older, days),
        }),
      };
    }),
});

/** The entries of a page, and who caused them. */
async function linesOf({ journal, payments, names }: HistoryNeeds, { lines }: ContentsPage) {
  const seqs = lines.flatMap(line => (line.kind === 'entry' ? [line.seq] : []));
  const [entries, actors] = await Promise.all([journal.entriesAt(seqs), journal.actorsOf(seqs)]);
  const methods = await labeledMethodsOf(payments, entries);
  return { lines, entries, methods, actors, names: await names.of(actors.map(({ person }) => person)) };
}

interface Place {
  readonly before: number;
  readonly days: DayRange | undefined;
}

const isDay = z.iso.date();
const places = z.tuple([z.coerce.number(), isDay.optional(), isDay.optional()]);

/** Where a page begins, with the days that were meant when the first was asked for: tomorrow “today” is another day. */
const placeText = (before: number, days: DayRange | undefined): string =>
  [before, ...(days === undefined ? [] : [days.first, days.last])].join(' ');

/** What a button sent back; of anything else the first page is shown. */
function placeIn(text: string): Place | undefined {
  const parsed = places.safeParse(text.split(' '));
  if (!parsed.success || text === '') return undefined;
  const [before, first, last] = parsed.data;
  return { before, days: first === undefined || last === undefined ? undefined : { first, last } };
}
