import { isPremiumNumber, type SpentCall } from '../../core/index.ts';
import type { PersonCall } from '../ports/index.ts';

type CallKind = Pick<SpentCall, 'callType' | 'destination' | 'callee'>;

/** When it began, its seconds, what it cost, and the number of its kind. */
const numbersOfCall = 4;

/**
 * The calls of many people, of each as four numbers: 32 bytes, where an object with its own texts takes some 200, and hundreds of thousands are
 * held at once. Of the number that was called only a premium one is held, since the others tell nothing of habits.
 */
export class HeldCalls {
  readonly #kinds: CallKind[] = [];
  readonly #kindNumbers = new Map<string, number>();
  readonly #byPerson = new Map<string, number[]>();

  add({ person, start, seconds, cost, callType, destination, callee }: PersonCall): void {
    const kind = this.#numberOf({ callType, destination, callee: isPremiumNumber(callee) ? callee : '' });
    const calls = this.#byPerson.get(person);
    if (calls === undefined) this.#byPerson.set(person, [start, seconds, cost, kind]);
    else calls.push(start, seconds, cost, kind);
  }

  /** What one person's calls were, in the order in which they were added. */
  of(person: string): readonly SpentCall[] {
    const calls = this.#byPerson.get(person) ?? [];
    return Array.from({ length: calls.length / numbersOfCall }, (_, index) => {
      const at = index * numbersOfCall;
      const [start = 0, seconds = 0, cost = 0, kind = 0] = calls.slice(at, at + numbersOfCall);
      const { callType = '', destination = '', callee = '' } = this.#kinds[kind] ?? {};
      return { start, seconds, cost, callType, destination, callee };
    });
  }

  #numberOf(kind: CallKind): number {
    const key = JSON.stringify(Object.values(kind));
    const known = this.#kindNumbers.get(key);
    if (known !== undefined) return known;
    this.#kindNumbers.set(key, this.#kinds.length);
    return this.#kinds.push(kind) - 1;
  }
}
