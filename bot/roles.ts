import { err, minuteMs, permit, type Deed, type Instant, type Result, type RoleNeeded } from '../core/index.ts';
import type { Clock, Directory } from './ports.ts';

/** Everybody of the directory who is no guest, or those whose roles permit the deed. */
export type Access = Deed | 'anyone';

const keptMs = 5 * minuteMs;

/** Who may do what: asked of the directory; for money every time, for the rest kept for a few minutes (SPEC §7). */
export class Roles {
  readonly #directory: Directory;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly roles: ReadonlySet<string> | undefined; readonly until: Instant }>();

  constructor(directory: Directory, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  async check(personId: string | undefined, access: Access): Promise<Result<unknown, RoleNeeded | 'unknown-person'>> {
    const roles = personId === undefined ? undefined : await this.#rolesOf(personId, access);
    if (roles === undefined) return err('unknown-person');
    return access === 'anyone' ? { ok: true, value: access } : permit(access, roles);
  }

  async #rolesOf(personId: string, access: Access): Promise<ReadonlySet<string> | undefined> {
    const now = this.#clock.now();
    const kept = this.#kept.get(personId);
    // The sandbox's clock can be set back: what is kept for longer than it may be is not kept.
    if (kept !== undefined && access !== 'money' && now < kept.until && kept.until <= now + keptMs) return kept.roles;
    const roles = await this.#directory.rolesOf(personId);
    if (this.#kept.size > 10_000) this.#kept.clear();
    this.#kept.set(personId, { roles, until: now + keptMs });
    return roles;
  }
}
