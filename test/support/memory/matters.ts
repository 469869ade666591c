import { untold, type Alert, type Instant, type Matter } from '../../../core/index.ts';
import type {
  DestinationState,
  EarlierCard,
  KeptMatter,
  Matters,
  MattersChange,
  Post,
  Wanted,
} from '../../../bot/ports/index.ts';
import type { MemoryStore } from './store.ts';

interface Kept {
  readonly matter: Matter;
  addressed: number;
  isRetired: boolean;
}

interface KeptPost {
  post: Post;
  dueAt: Instant | null;
  leasedUntil?: Instant;
  isCalled?: boolean;
}

const byCode = (one: string, other: string): number => (one < other ? -1 : 1);

/** Matters and posts that live as long as the process. */
export class MemoryMatters implements Matters {
  readonly #store: MemoryStore;
  readonly #matters = new Map<string, Kept>();
  readonly #posts = new Map<string, KeptPost>();

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  current(): Promise<{ readonly matters: readonly KeptMatter[]; readonly next: number }> {
    const matters = [...this.#matters.values()].filter(({ isRetired }) => !isRetired);
    return Promise.resolve({
      matters: matters.map(({ matter, addressed }) => ({ matter, addressed })),
      next: Math.max(0, ...[...this.#matters.keys()].map(id => Number(id.split('-').at(-1)))) + 1,
    });
  }

  find(id: string): Promise<Matter | undefined> {
    return Promise.resolve(this.#matters.get(id)?.matter);
  }

  latestOf(subject: string): Promise<Matter | undefined> {
    return Promise.resolve(
      [...this.#matters.values()].map(({ matter }) => matter).findLast(matter => matter.subject === subject),
    );
  }

  all(): Promise<readonly Matter[]> {
    return Promise.resolve([...this.#matters.values()].map(({ matter }) => matter));
  }

  replace(matter: Matter, from: number): Promise<boolean> {
    const kept = this.#matters.get(matter.id);
    if (kept?.matter.version !== from) return Promise.resolve(false);
    this.#matters.set(matter.id, { ...kept, matter, isRetired: false });
    return Promise.resolve(true);
  }

  write({ changed, taken, retired }: MattersChange): Promise<'written' | 'moved-on'> {
    const hasMoved = ({ matter, from }: MattersChange['changed'][number]): boolean =>
      (this.#matters.get(matter.id)?.matter.version ?? 0) !== from;
    if (changed.some(hasMoved)) return Promise.resolve('moved-on');
    for (const { matter } of changed) {
      const addressed = this.#matters.get(matter.id)?.addressed ?? 0;
      this.#matters.set(matter.id, { matter, addressed, isRetired: false });
    }
    this.#store.take(taken);
    for (const id of retired) {
      const kept = this.#matters.get(id);
      if (kept !== undefined) kept.isRetired = true;
    }
    return Promise.resolve('written');
  }

  address(matter: string, version: number, wanted: readonly Wanted[]): Promise<void> {
    for (const { destination, dueAt } of wanted) {
      const kept = this.#posts.get(keyOf({ matter, destination }));
      if (kept === undefined)
        this.#posts.set(keyOf({ matter, destination }), { post: anew(matter, destination), dueAt });
      else Object.assign(kept, { dueAt, isCalled: kept.leasedUntil !== undefined });
    }
    const kept = this.#matters.get(matter);
    if (kept !== undefined) kept.addressed = Math.max(kept.addressed, version);
    return Promise.resolve();
  }

  addressAgain(matters: readonly string[], destinations: readonly string[], dueAt: Instant): Promise<void> {
    for (const kept of this.#posts.values())
      if (matters.includes(kept.post.matter) && destinations.includes(kept.post.destination))
        Object.assign(kept, { dueAt, isCalled: kept.leasedUntil !== undefined });
    return Promise.resolve();
  }

  claim({ at, leaseMs, limit }: Parameters<Matters['claim']>[0]): Promise<readonly Post[]> {
    const due = [...this.#posts.values()]
      .flatMap(kept => (kept.dueAt === null || kept.dueAt > at ? [] : [{ kept, dueAt: kept.dueAt }]))
      .filter(({ kept }) => (kept.leasedUntil ?? at) <= at)
      .toSorted((one, other) => one.dueAt - other.dueAt || byCode(keyOf(one.kept.post), keyOf(other.kept.post)))
      .slice(0, limit);
    for (const { kept } of due) Object.assign(kept, { leasedUntil: at + leaseMs, isCalled: false });
    return Promise.resolve(due.map(({ kept }) => kept.post));
  }

  settle(post: Post, dueAt: Instant | null): Promise<void> {
    const kept = this.#posts.get(keyOf(post));
    if (kept === undefined) return Promise.resolve();
    const { dueAt: before, isCalled } = kept;
    kept.post = post;
    delete kept.leasedUntil;
    kept.dueAt = isCalled === true ? Math.min(before ?? Infinity, dueAt ?? Infinity) : dueAt;
    return Promise.resolve();
  }

  sharing(destination: string, activityId: string): Promise<readonly Post[]> {
    const posts = [...this.#posts.values()].map(({ post }) => post);
    return Promise.resolve(
      posts
        .filter(post => post.destination === destination && post.activityId === activityId)
        .toSorted((one, other) => byCode(one.matter, other.matter)),
    );
  }

  earliestDue(): Promise<Instant | undefined> {
    const due = [...this.#posts.values()].flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
    return Promise.resolve(due.length === 0 ? undefined : Math.min(...due));
  }

  destinations(): Promise<readonly DestinationState[]> {
    const by = Map.groupBy(
      [...this.#posts.values()].map(({ post }) => post),
      ({ destination }) => destination,
    );
    const states = [...by].map(([destination, posts]) => ({
      destination,
      toldAt: posts
        .map(({ toldAt }) => toldAt)
        .reduce((one, other) => (other === null || (one ?? -1) > other ? one : other)),
      failing: posts.filter(({ attempts }) => attempts > 0).length,
      reason:
        posts
          .flatMap(({ reason }) => reason ?? [])
          .toSorted(byCode)
          .at(-1) ?? null,
    }));
    return Promise.resolve(states.toSorted((one, other) => byCode(one.destination, other.destination)));
  }

  forget({ endedBefore, limit }: Parameters<Matters['forget']>[0]): Promise<number> {
    const oldest = [...this.#matters.values()].slice(0, -1).filter(({ isRetired }) => isRetired);
    const old = oldest.slice(0, limit).filter(({ matter: { endedAt = Infinity } }) => endedAt < endedBefore);
    for (const { matter } of old) {
      this.#matters.delete(matter.id);
      for (const [key, { post }] of this.#posts) if (post.matter === matter.id) this.#posts.delete(key);
    }
    return Promise.resolve(old.length);
  }

  announced(): Promise<readonly Alert[]> {
    return Promise.resolve(this.#store.waiting());
  }

  /** Nothing in memory is of an earlier program. */
  earlierCards(): Promise<readonly EarlierCard[]> {
    return Promise.resolve([]);
  }
}

const keyOf = ({ matter, destination }: Pick<Post, 'matter' | 'destination'>): string =>
  `${matter}\u0000${destination}`;

const anew = (matter: string, destination: string): Post => ({
  ...untold,
  ...{ matter, destination, attempts: 0, reason: null, toldAt: null, threadId: null, isHeld: false, earlier: [] },
});
