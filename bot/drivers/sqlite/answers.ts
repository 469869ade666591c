import type { Instant } from '../../../core/index.ts';
import type { Answers } from '../../ports.ts';
import type { Database } from './database.ts';

/**
 * Answers to activities. One bot runs on a folder, and knows what it has under way: only what was answered need outlive it. They are not
 * part of what the witness counts: losing one costs a repeated answer, never a repeated deed.
 */
export class SqliteAnswers implements Answers {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(
    tenant: string,
    key: string,
  ): Promise<{ readonly kind: 'first' } | { readonly kind: 'answered'; readonly answer: unknown }> {
    const row = this.#database.one('SELECT answer FROM answers WHERE tenant = ? AND key = ?', tenant, key);
    return Promise.resolve(
      row === undefined
        ? { kind: 'first' }
        : { kind: 'answered', answer: JSON.parse(String(row['answer'])) as unknown },
    );
  }

  async keep(tenant: string, key: string, answer: unknown, at: Instant): Promise<void> {
    this.#database.transaction(() =>
      this.#database.run(
        'INSERT OR REPLACE INTO answers (tenant, key, at, answer) VALUES (?, ?, ?, ?)',
        tenant,
        key,
        at,
        JSON.stringify(answer),
      ),
    );
    return Promise.resolve();
  }

  async drop(): Promise<void> {
    return Promise.resolve();
  }

  async forget(tenant: string, before: Instant): Promise<void> {
    this.#database.transaction(() =>
      this.#database.run('DELETE FROM answers WHERE tenant = ? AND at < ?', tenant, before),
    );
    return Promise.resolve();
  }
}
