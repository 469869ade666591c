import type { Instant } from '../../../core/index.ts';
import type { Answers } from '../../ports/index.ts';
import type { Database } from './database.ts';

interface Kept {
  readonly tenant: string;
  readonly key: string;
  readonly at: Instant;
  readonly answer: string;
}

/** Answers are written together after this delay: written one by one, they would make every turn wait for the disk. */
const writtenAfterMs = 20;

/**
 * Answers to activities. One bot runs on a folder and knows what is in progress: only answers need to survive it. The witness does not
 * count them: losing the last ones costs a repeated answer, never a repeated action.
 */
export class SqliteAnswers implements Answers {
  readonly #tenant: string;
  readonly #database: Database;
  #unwritten = new Map<string, Kept>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tenant: string, database: Database) {
    this.#tenant = tenant;
    this.#database = database;
  }

  async begin(
    key: string,
  ): Promise<{ readonly kind: 'first' } | { readonly kind: 'answered'; readonly answer: unknown }> {
    const unwritten = this.#unwritten.get(key)?.answer;
    const answer =
      unwritten ??
      this.#database.one('SELECT answer FROM answers WHERE tenant = ? AND key = ?', this.#tenant, key)?.['answer'];
    return Promise.resolve(
      typeof answer === 'string' ? { kind: 'answered', answer: JSON.parse(answer) as unknown } : { kind: 'first' },
    );
  }

  async keep(key: string, answer: unknown, at: Instant): Promise<void> {
    this.#unwritten.set(key, { tenant: this.#tenant, key, at, answer: JSON.stringify(answer) });
    this.#timer ??= setTimeout(() => this.#written(), writtenAfterMs).unref();
    return Promise.resolve();
  }

  async drop(): Promise<void> {
    return Promise.resolve();
  }

  async forget(before: Instant): Promise<void> {
    this.write();
    this.#database.transaction(() =>
      this.#database.run('DELETE FROM answers WHERE tenant = ? AND at < ?', this.#tenant, before),
    );
    return Promise.resolve();
  }

  /** Writes the pending answers; also before the database is closed. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const kept = this.#unwritten;
    if (kept.size === 0) return;
    this.#unwritten = new Map();
    this.#database.transaction(() => {
      for (const { tenant, key, at, answer } of kept.values())
        this.#database.run(
          'INSERT OR REPLACE INTO answers (tenant, key, at, answer) VALUES (?, ?, ?, ?)',
          tenant,
          key,
          at,
          answer,
        );
    });
  }

  #written(): void {
    try {
      this.write();
    } catch {
      // On a full disk these answers are lost; writes that matter report it themselves.
    }
  }
}
