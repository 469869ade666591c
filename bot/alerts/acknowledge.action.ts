import { acknowledged } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { changeMatter, type MatterChangeNeeds } from './matter-here.ts';
import { namedMatter } from './named-matter.ts';

/** Records who acknowledged a matter: all its cards then name them, and no longer ask. */
export const acknowledge = action('acknowledge', 'subscribe', namedMatter, (needs: MatterChangeNeeds, turn, named) =>
  changeMatter(needs, turn, named, acknowledged),
);
