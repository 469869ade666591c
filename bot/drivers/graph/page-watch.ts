import { hash } from 'node:crypto';
import { GraphError } from '@microsoft/microsoft-graph-client';
import { DriverError } from '../../ports/index.ts';

/** So many pages in a row may bring nothing new: Graph sends empty ones, with more to come (G22). */
const mostStale = 50;

/** So often a list is begun anew because a page's token has expired (G22). */
export const mostBeginnings = 3;

/** Looks at the pages of one list, to stop where they go in circles or without an end (G22). */
export class PageWatch {
  readonly #links = new Set<string>();
  readonly #contents = new Set<string>();
  #stale = 0;

  /** Whether there is no use in reading on: the next link was followed before, or too many pages brought nothing new. */
  isEndless(value: readonly unknown[], next: string): boolean {
    const content = digest(JSON.stringify([value.length, value[0], value.at(-1)]));
    this.#stale = value.length === 0 || this.#contents.has(content) ? this.#stale + 1 : 0;
    this.#contents.add(content);
    const link = digest(next);
    if (this.#links.has(link) || this.#stale >= mostStale) return true;
    this.#links.add(link);
    return false;
  }
}

/** A list of a million pages is not kept whole. */
const digest = (text: string): string => hash('sha1', text, 'base64');

/** Whether a page cannot be read any more, though the list can (G22). */
export const isPageExpired = (error: unknown): boolean =>
  error instanceof DriverError &&
  error.cause instanceof GraphError &&
  error.cause.code?.toLowerCase() === 'directory_expiredpagetoken';
