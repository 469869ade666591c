import { hourMs, type Instant } from '../../core/index.ts';
import type { Clock, Directory, Log } from '../ports/index.ts';

/** How long a name is taken to be the same. */
const keptMs = hourMs;

const mostKept = 10_000;

/** What people are called, by their ids: asked of the directory, and kept for an hour. */
export class Names {
  readonly #ports: { readonly directory: Directory; readonly clock: Clock; readonly log: Log };
  readonly #kept = new Map<string, { readonly name: string | undefined; readonly at: Instant }>();

  constructor(ports: { readonly directory: Directory; readonly clock: Clock; readonly log: Log }) {
    this.#ports = ports;
  }

  /** The names by id; '' for somebody whom the directory no longer knows, and nothing where it does not answer. */
  async of(ids: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const asked = [...new Set(ids)];
    try {
      const names = await Promise.all(asked.map(id => this.#nameOf(id)));
      return new Map(asked.map((id, index) => [id, names[index] ?? '']));
    } catch (error) {
      this.#ports.log.warn({ err: error }, 'the directory names nobody: a history is shown without names');
      return new Map();
    }
  }

  async #nameOf(id: string): Promise<string | undefined> {
    const { directory, clock } = this.#ports;
    const now = clock.now();
    const kept = this.#kept.get(id);
    if (kept !== undefined && now >= kept.at && now < kept.at + keptMs) return kept.name;
    const name = await directory.nameOf(id);
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(id, { name, at: now });
    return name;
  }
}
