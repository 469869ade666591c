import type { Card } from '../../cards/card.ts';
import { denied } from './refusal.view.ts';
import { sharedSight, type Sight } from './roles.ts';
import type { Speech } from './speech.ts';
import type { Reply } from './turn.ts';

/** What the others see who read along, where whoever pressed sees more than everybody may: the same by what everybody may see (B19). */
export const forOthers = (sight: Sight, draw: (sight: Sight) => Card): Pick<Reply, 'shared'> =>
  sight.kind === 'whole' ? { shared: draw(sharedSight) } : {};

/** The same of what is about one person, and for nobody who may not see people. */
export const nothingForOthers = (speech: Speech): Pick<Reply, 'shared'> =>
  sharedSight.kind === 'counted' ? { shared: denied(speech, sharedSight.why).card } : {};
