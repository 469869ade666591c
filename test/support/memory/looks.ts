import type { Instant } from '../../../core/index.ts';
import type { KeptLook, Look, Looks } from '../../../bot/ports/index.ts';

/** Looks that live as long as the process. */
export class MemoryLooks implements Looks {
  #looks: readonly KeptLook[] = [];
  #last = 0;

  note(look: Look): Promise<void> {
    this.#last += 1;
    this.#looks = [{ ...look, place: this.#last }, ...this.#looks];
    return Promise.resolve();
  }

  list({ of, before = Infinity, limit }: Parameters<Looks['list']>[0]): Promise<readonly KeptLook[]> {
    const found = this.#looks.filter(
      ({ place, whom }) => place < before && (of === undefined || whom === undefined || whom === of),
    );
    return Promise.resolve(found.slice(0, limit));
  }

  trim(before: Instant): Promise<void> {
    this.#looks = this.#looks.filter(({ at }) => at >= before);
    return Promise.resolve();
  }
}
