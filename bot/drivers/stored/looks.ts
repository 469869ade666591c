import type { KeptLook } from '../../ports/index.ts';
import type { Columns } from './columns.ts';

/** A look as its columns tell it. */
export const keptLookOf = ({ place, at, who, whom, command }: Columns): KeptLook => ({
  place: Number(place),
  at: Number(at),
  who: String(who),
  whom: typeof whom === 'string' ? whom : undefined,
  command: String(command),
});
