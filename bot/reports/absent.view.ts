import type { Instant } from '../../core/index.ts';
import type { Speech } from '../chat/speech.ts';

/** What a range calls the people and places that its rows do not name: unknown, or erased (L10). */
export function absentText(
  speech: Speech,
  range: { readonly from: Instant; readonly to: Instant; readonly erasedBefore: Instant | undefined },
): string {
  const { from, to, erasedBefore = Number.NEGATIVE_INFINITY } = range;
  if (from >= erasedBefore) return speech.say('usage.unknown');
  return speech.say(to < erasedBefore ? 'usage.erased' : 'usage.unknownOrErased');
}
