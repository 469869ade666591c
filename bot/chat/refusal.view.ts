import { unreachable, type Damage, type Refusal, type RoleName } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { runButtons } from './frame.view.ts';
import { joined } from './joined.view.ts';
import { notice } from './notice.view.ts';
import { refusalText } from './refusal-words.view.ts';
import type { Denial } from './roles.ts';
import type { Speech } from './speech.ts';
import type { Reply } from './turn.ts';

export const refusalCard = (speech: Speech, refusal: Refusal | Damage, currency: string): Card =>
  refusal.kind === 'not-set-up'
    ? notice(speech, speech.say('refuse.titleNotSetUp'), [refusalText(speech, refusal, currency)], {
        buttons: runButtons(speech, 'setup'),
      })
    : notice(speech, speech.say('refuse.title'), [refusalText(speech, refusal, currency)]);

/** Which right is missing; a card that was pressed stays. */
export function denied(speech: Speech, denial: Denial): Reply {
  const text = denialText(speech, denial);
  // Whom the directory does not know may not ask for help either.
  const buttons = denial.kind === 'unknown-person' ? [] : runButtons(speech, 'help');
  return { card: notice(speech, speech.say('deny.title'), [text], { buttons }), keepsCard: text };
}

export const roleNames = (speech: Speech, roles: readonly RoleName[]): string =>
  listed(
    speech,
    roles.map(role => speech.say(`role.${role}`)),
  );

/** Which roles and rights would be enough, or which permission the program itself lacks. */
export function denialText(speech: Speech, denial: Denial): string {
  switch (denial.kind) {
    case 'unknown-person':
      return speech.say('deny.unknown');
    case 'directory-unreadable':
      return speech.say('deny.unreadable', { permission: denial.permission });
    case 'groups-unreadable':
      return speech.say('deny.groups', { permission: denial.permission });
    case 'role-needed': {
      const roles = roleNames(speech, denial.roles);
      const rights = listed(
        speech,
        denial.rights.map(right => speech.say(`right.${right}`)),
      );
      const needed = roles === '' ? speech.say('deny.right', { rights }) : speech.say('deny.role', { roles, rights });
      return denial.isShared === true ? joined(speech, needed, speech.say('deny.ownChat')) : needed;
    }
    default:
      return unreachable(denial);
  }
}

const listed = (speech: Speech, names: readonly string[]): string => names.join(speech.say('list.comma'));
