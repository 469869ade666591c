import { err, minuteMs, ok, permit, type Deed, type Instant, type Result, type RoleNeeded } from '../../core/index.ts';
import type { Clock, Directory, Holder } from '../ports/index.ts';

/** Who may: any enabled member of the directory, or those whose roles permit the deed. */
export type Access = Deed | 'anyone';

/** Why a person may not: a role is missing, they are a guest, disabled or unknown, or the program may not read enough to decide. */
export type Denial =
  | RoleNeeded
  | { readonly kind: 'unknown-person' }
  | { readonly kind: 'directory-unreadable'; readonly permission: string };

const keptMs = 5 * minuteMs;

/** Who may do what, by the directory: asked every time for money, else cached for a few minutes (B8). */
export class Roles {
  readonly #directory: Directory;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly holder: Holder; readonly until: Instant }>();

  constructor(directory: Directory, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  async check(personId: string | undefined, access: Access): Promise<Result<Access, Denial>> {
    const holder: Holder = personId === undefined ? { kind: 'stranger' } : await this.#holder(personId, access);
    if (holder.kind === 'stranger') return err({ kind: 'unknown-person' });
    if (holder.kind === 'unreadable') return err({ kind: 'directory-unreadable', permission: holder.permission });
    return access === 'anyone' ? ok(access) : permit(access, holder.roles);
  }

  async #holder(personId: string, access: Access): Promise<Holder> {
    const now = this.#clock.now();
    const kept = this.#kept.get(personId);
    // The sandbox's clock can go back: an expiry further ahead than `keptMs` is not trusted.
    if (kept !== undefined && access !== 'money' && now < kept.until && kept.until <= now + keptMs) return kept.holder;
    const holder = await this.#directory.rolesOf(personId);
    if (this.#kept.size > 10_000) this.#kept.clear();
    this.#kept.set(personId, { holder, until: now + keptMs });
    return holder;
  }
}
