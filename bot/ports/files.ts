import type { Result } from '../../core/index.ts';

/** Why an attached file was not read: where it lies, its size, or an answer that was none; the status if there was one. */
export type DownloadRefusal =
  | { readonly kind: 'foreign-host' }
  | { readonly kind: 'too-large-file' }
  | { readonly kind: 'not-fetched'; readonly status?: number };

/** Reads a file that Teams keeps; refuses other hosts and large files. */
export type Download = (url: string) => Promise<Result<Buffer, DownloadRefusal>>;
