import type { Result } from '../../core/index.ts';

/** Why an attached file was not read: where it lies, its size, or an answer that was none; the status if there was one. */
export type DownloadRefusal =
  | { readonly kind: 'foreign-host' }
  | { readonly kind: 'too-large-file' }
  | { readonly kind: 'not-fetched'; readonly status?: number };

/** Reads a file that Teams keeps; refuses other hosts and large files. */
export type Download = (url: string) => Promise<Result<Buffer, DownloadRefusal>>;

/** Where a person let Teams save a file, as their client says it: untrusted. */
export interface UploadPlace {
  readonly name: string;
  readonly uploadUrl: string;
  readonly contentUrl: string;
  readonly uniqueId: string;
  readonly fileType: string;
}

/** Why a file was not saved: where it should have gone, its size, or an answer that was none; the status if there was one. */
export type UploadRefusal =
  | { readonly kind: 'foreign-host' }
  | { readonly kind: 'too-large-file' }
  | { readonly kind: 'not-saved'; readonly status?: number };

/** Saves a file at an address that Teams gave; refuses other hosts and files that are too large. Throws when its content does. */
export type Upload = (url: string, content: AsyncIterable<Uint8Array>) => Promise<Result<'saved', UploadRefusal>>;

/** A file that somebody is asked to accept. What is in `context` comes back with their answer. */
export interface OfferedFile {
  readonly name: string;
  readonly description: string;
  /** An estimate, which people see. */
  readonly bytes: number;
  readonly context: Readonly<Record<string, string>>;
}

/** A file as it is handed out over HTTP. */
export interface HandedFile {
  readonly name: string;
  readonly type: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** The page behind a link, in words. */
export interface LinkedPage {
  readonly language: string;
  readonly title: string;
  readonly text: string;
  /** What its button is called; undefined where there is nothing to press. */
  readonly button: string | undefined;
}

/** Hands out files to whoever has a link, whose token is untrusted. */
export interface HandOut {
  /** The page behind a link; undefined for a token that is good for nothing, whyever. */
  page(token: string): Promise<LinkedPage | undefined>;
  /** The file, once; undefined for a token that is good for nothing, whyever. */
  take(token: string): Promise<HandedFile | undefined>;
}
