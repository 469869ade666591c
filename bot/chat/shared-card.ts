import type { Card } from '../../cards/card.ts';
import { denied } from './refusal.view.ts';
import { sharedSight, type Sight } from './roles.ts';
import type { Speech } from './speech.ts';
import type { Reply } from './turn.ts';

/** What everybody may see who reads along, and where whoever has the right sees more. */
const readAlong: Sight =
  sharedSight.kind === 'counted' && sharedSight.why.kind === 'role-needed'
    ? { kind: 'counted', why: { ...sharedSight.why, isShared: true } }
    : sharedSight;

/** What the others see who read along, where whoever pressed sees more than everybody may: the same by what everybody may see (B19). */
export const forOthers = (sight: Sight, draw: (sight: Sight) => Card): Pick<Reply, 'shared'> =>
  sight.kind === 'whole' ? { shared: draw(readAlong) } : {};

/** The same of what is about one person, and for nobody who may not see people. */
export const nothingForOthers = (speech: Speech): Pick<Reply, 'shared'> =>
  readAlong.kind === 'counted' ? { shared: denied(speech, readAlong.why).card } : {};
