import type { Word } from '../../cards/words.ts';
import type { Speech } from '../chat/speech.ts';
import type { Column } from './table.ts';

type ColumnName = Word extends infer One ? (One extends `export.column.${infer Name}` ? Name : never) : never;

const kinds: Partial<Record<ColumnName, Column['kind']>> = {
  ...{ start: 'instant', recorded: 'instant', when: 'instant', date: 'instant', expires: 'instant' },
  ...{ asOf: 'instant', callsUntil: 'instant' },
  ...{ seconds: 'count', calls: 'count', people: 'count', entry: 'count', invoice: 'count' },
  ...{ cost: 'amount', drawn: 'amount', amount: 'amount' },
  ...{ costsNow: 'amount', wouldCost: 'amount', saves: 'amount' },
  ...{ opening: 'amount', bought: 'amount', used: 'amount', expired: 'amount', adjusted: 'amount', closing: 'amount' },
};

/** Columns by their names; what is an instant says in which time zone. */
export const columns = (speech: Speech, ...names: readonly ColumnName[]): readonly Column[] =>
  names.map(name => {
    const kind = kinds[name] ?? 'text';
    const title = speech.say(`export.column.${name}`);
    return { kind, title: kind === 'instant' ? `${title} (${speech.timeZone})` : title };
  });
