import { err, ok, type Result } from '../../core/index.ts';
import { usualRoute, type ElsewhereRoute } from '../alerts/route.ts';
import { typedKinds } from '../alerts/typed-kinds.ts';
import type { ArgumentContext } from '../chat/argument.ts';
import { quietHours } from '../chat/typed-quiet-hours.ts';
import type { ByField } from './setting.ts';

/** Which alerts come, and when, of what was typed into a form; nothing is all, at any time. */
export function routeTyped(typed: ByField, context: ArgumentContext): Result<ElsewhereRoute, ByField> {
  const [asked, hours] = [(typed['kinds'] ?? '').trim(), (typed['quiet'] ?? '').trim()];
  const kinds = asked === '' ? ok(usualRoute.kinds) : typedKinds.read(asked, context);
  const quiet = hours === '' ? ok(undefined) : quietHours({}).read(hours, context);
  if (!kinds.ok || !quiet.ok)
    return err({ ...(!kinds.ok && { kinds: kinds.refusal }), ...(!quiet.ok && { quiet: quiet.refusal }) });
  const isQuiet = (quiet.value?.intervals.length ?? 0) > 0;
  return ok({ kinds: kinds.value, ...(isQuiet && quiet.value !== undefined && { quiet: quiet.value }) });
}
