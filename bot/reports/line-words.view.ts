import type { UsageBy, UsageKey } from '../../core/index.ts';
import { plain } from '../../cards/escape.ts';
import { regionName } from '../../cards/regions.ts';
import type { Word } from '../../cards/words.ts';
import { cutNumbers } from '../chat/cut-numbers.view.ts';
import type { Sight } from '../chat/roles.ts';
import type { Speech } from '../chat/speech.ts';

type CallType = Word extends infer One ? (One extends `callType.${infer Type}` ? Type : never) : never;

/** The types of call that Microsoft's log has (M9). */
const callTypes = [
  ...['user_in', 'user_out', 'user_out_conf', 'user_out_transfer', 'user_out_forwarding'],
  ...['conf_in', 'conf_out', 'unassigned_in', 'ucap_in', 'ucap_out', 'sms_in', 'sms_out'],
] as readonly CallType[];

/** What a line of usage is called, plain: what is unknown or erased is called so, a country in the reader's language, a number as they may see it (L10). */
export function lineName(
  speech: Speech,
  by: UsageBy,
  { key, label }: { readonly key: UsageKey; readonly label: string },
  sight: Sight,
): string {
  if (key === null) return speech.say('usage.erased');
  if (label === '') return speech.say(by === 'destination' ? 'usage.unknownDestination' : 'usage.unknown');
  const seen = sight.kind === 'whole' ? label : cutNumbers(label);
  switch (by) {
    case 'destination':
      return plain(regionName(speech.language, seen));
    case 'type':
      return callTypeName(speech, seen);
    default:
      return plain(seen);
  }
}

/** A type of call in words, or as the log has it. */
export function callTypeName(speech: Speech, type: string): string {
  const known = callTypes.find(one => one === type.toLowerCase());
  return known === undefined ? plain(type) : speech.say(`callType.${known}`);
}
