import type { MaybeCheckable } from './check.ts';
import type { LinkedPage } from './files.ts';

/** A file that comes with a mail. */
export interface MailedFile {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly content: Uint8Array;
}

/** One mail to one address, so that no address is shown to another. All of its text is finished and localized. */
export interface Mail {
  /** The same for every attempt at this mail: with the address it makes the Message-ID, by which a repeat is recognized. */
  readonly key: string;
  /** The same for all mails of one matter, which mail programs then show as one conversation: their subjects should be the same too. */
  readonly thread: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** A language tag, such as `zh-CN`. */
  readonly language: string;
  /** An https address that ends these mails by one POST without a question (RFC 8058); undefined where the bot has none. */
  readonly unsubscribeUrl: string | undefined;
  /** Left out where there are none. */
  readonly files?: readonly MailedFile[];
}

/** What became of a mail. A reason is a code: it holds no address, no credential and nothing that the server wrote. */
export type MailOutcome =
  /** The mail server has taken it over. */
  | { readonly kind: 'delivered'; readonly messageId: string }
  /** The address is none, or the server refuses it for good: nothing more should be sent there. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not this time. It may have been taken over all the same, where the server fell silent at the end. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Ends the mails to an address for whoever has the link that stands in them, whose token is untrusted. */
export interface LeaveMails {
  /** The page behind the link, which changes nothing; undefined for a token that is good for nothing, whyever. */
  page(token: string): Promise<LinkedPage | undefined>;
  /** Ends them at once, however often it is asked, and says so; undefined for a token that is good for nothing. */
  leave(token: string): Promise<LinkedPage | undefined>;
}

/** Sends mails, for one organization. */
export interface Mailer extends MaybeCheckable {
  /** Resolves within a minute, whatever the server does; it never rejects because of the server or the address. */
  send(mail: Mail): Promise<MailOutcome>;
}
