import { unreachable } from '../../core/index.ts';
import type { Extent, Figure, Target } from './figures.ts';

/** The last figures of each kind of machine, by part and by key, with the day. */
export type LastFigures = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Last>>>>>>;

interface Last {
  readonly value: number;
  readonly on: string;
}

/** What was measured of one part on one kind of machine. */
export interface Measured {
  readonly machine: string;
  readonly part: string;
  readonly figures: readonly Figure[];
}

/** A figure beside what it should be, what it was at first and what it was the last time, for people. */
export interface Compared {
  readonly measured: string;
  readonly target: string;
  readonly d03eed2: string;
  readonly last: string;
}

/** Machines of one kind have figures that can be compared. */
export const machineKind = (machine: {
  readonly model: string;
  readonly cores: number;
  readonly nodeVersion: string;
  readonly platform: string;
}): string => `${machine.model} × ${machine.cores}, Node ${machine.nodeVersion.split('.')[0]}, ${machine.platform}`;

/** Figures of another extent are of other sizes: they are kept apart. */
export const keptAs = (part: string, extent: Extent, rows?: number): string =>
  rows !== undefined ? `${part}-${rows}-rows` : extent === 'full' ? part : `${part}-${extent}`;

/** Puts those figures in place of the earlier ones; all others stay as they were. */
export function merged(last: LastFigures, { machine, part, figures }: Measured, on: string): LastFigures {
  const parts = last[machine] ?? {};
  // Four digits: what follows is noise.
  const values = figures.map(({ key, value }) => [key, { value: Number(value.toPrecision(4)), on }] as const);
  return { ...last, [machine]: { ...parts, [part]: { ...parts[part], ...Object.fromEntries(values) } } };
}

/** As a file of which only those lines change whose figures did: sorted, and formatted as Prettier does. */
export const textOfLast = (last: LastFigures): string =>
  `${JSON.stringify(last, (_key, value: unknown) => (isRecord(value) ? sorted(value) : value), 2)}\n`;

/** Each figure by its words, beside the last one. */
export const compared = (last: LastFigures, { machine, part, figures }: Measured): Readonly<Record<string, Compared>> =>
  Object.fromEntries(
    figures.map(figure => {
      const before = last[machine]?.[part]?.[figure.key];
      const beside = {
        measured: shown(figure.value, figure),
        target: figure.target === undefined ? '' : judged(figure.value, figure.target, figure),
        d03eed2:
          figure.d03eed2 === undefined ? '' : `${shown(figure.d03eed2, figure)}${ratioTo(figure.d03eed2, figure)}`,
        last:
          before === undefined ? '' : `${shown(before.value, figure)}${ratioTo(before.value, figure)} (${before.on})`,
      };
      return [figure.figure, beside];
    }),
  );

/** Whether a figure is what it should be. */
export function isMet(value: number, target: Target): boolean {
  switch (target.is) {
    case '≥':
      return value >= target.value;
    case '≤':
      return value <= target.value;
    case '<':
      return value < target.value;
    case '=':
      return value === target.value;
    default:
      return unreachable(target.is);
  }
}

/** By which factor it is another than before; what was nothing has none. */
const ratioTo = (before: number, { value }: Figure): string =>
  before === 0 ? '' : ` × ${(value / before).toFixed(2)}`;

const judged = (value: number, target: Target, figure: Figure): string =>
  `${target.is} ${shown(target.value, figure)}: ${isMet(value, target) ? 'met' : 'missed'}`;

const shown = (value: number, { digits = 0 }: Figure): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const sorted = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
