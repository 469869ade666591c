import { z } from 'zod';
import { alertKinds, type AlertKind, type Matter } from '../../core/index.ts';
import type { Matters } from '../ports/index.ts';

/** How a button names a matter; those of an earlier version named an alert. */
export const namedMatter = z.union([
  z.object({ matter: z.string().max(200) }),
  z.object({ alert: z.string().max(200) }).transform(({ alert }) => ({ alert })),
]);

export type NamedMatter = z.output<typeof namedMatter>;

/** The matter that a button means. An alert of an earlier version is the last of its subject. */
export function matterNamed(
  matters: Pick<Matters, 'find' | 'latestOf'>,
  named: NamedMatter,
): Promise<Matter | undefined> {
  if ('matter' in named) return matters.find(named.matter);
  const kind = /^(?:alert-\d+-)?([a-z-]+?)(?:-\d+)?$/.exec(named.alert)?.[1] ?? '';
  return Object.hasOwn(alertKinds, kind)
    ? matters.latestOf(alertKinds[kind as AlertKind].subject)
    : Promise.resolve(undefined);
}
