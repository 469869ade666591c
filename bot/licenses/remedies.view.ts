import type { AssignmentFailure } from '../../core/index.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';

const adminCenter = 'https://admin.microsoft.com/adminportal/home#';

/** Where in the admin center a cause is mended; the others are not mended there. */
const places: Partial<Readonly<Record<AssignmentFailure, string>>> = {
  'no-usage-location': `${adminCenter}/users`,
  'no-seats': `${adminCenter}/licenses`,
  dependency: `${adminCenter}/users`,
  conflict: `${adminCenter}/users`,
  'group-inherited': `${adminCenter}/groups`,
  'switched-off': `${adminCenter}/users`,
};

/** What mends the cause of a failure, with a link to the place where there is one. */
export function remedyOf(speech: Speech, reason: AssignmentFailure): string {
  const text = speech.say(`remedy.${reason}`);
  const place = places[reason];
  return place === undefined ? text : joined(speech, text, `[${speech.say('remedy.fix')}](${place})`);
}
