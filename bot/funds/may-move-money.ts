import type { Roles } from '../chat/roles.ts';
import type { Turn } from '../chat/turn.ts';

/** Whether a card shows somebody the buttons that move money. Whoever presses is asked again, so a directory that is down only hides them. */
export async function mayMoveMoney({ roles }: { readonly roles: Roles }, { person }: Turn): Promise<boolean> {
  const checked = await roles.check(person.id, 'money').catch(() => undefined);
  return checked?.ok === true;
}
