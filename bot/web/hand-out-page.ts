import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { languages, say } from '../../cards/words.ts';
import type { HandedFile, LinkedPage } from '../ports/index.ts';

const style =
  'body{font:16px/1.5 "Segoe UI",system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;color-scheme:light dark}h1{font-size:1.25rem;overflow-wrap:anywhere}button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.3rem;background:#3d3e8f;color:#fff;cursor:pointer}';

/** Nothing is kept, told to others, framed, or loaded from anywhere. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
} as const;

/** How long whoever downloads may take nothing. */
const silentMs = 60_000;

/** The page behind a link, with a button that does what the link is for: looking at it gives nothing away, and changes nothing. */
export function sendPage(response: ServerResponse, { language, title, text, button }: LinkedPage): void {
  const form = button === undefined ? '' : `<form method="post"><button>${escaped(button)}</button></form>`;
  send(response, 200, language, { title, body: `<h1>${escaped(title)}</h1><p>${escaped(text)}</p>${form}` });
}

/** What a link was for, as its address says. */
export type LinkPurpose = 'exports' | 'mails';

const gone = {
  exports: { title: 'export.title', text: 'export.page.gone' },
  mails: { title: 'mail.leave', text: 'mail.leave.gone' },
} as const;

/** The same answer to whatever is wrong with a link, in every language: nothing is known of who reads it. */
export function sendGone(response: ServerResponse, what: LinkPurpose): void {
  const { title, text } = gone[what];
  const texts = languages.map(language => `<p lang="${language}">${escaped(say(language, text))}</p>`);
  send(response, 404, 'en', { title: say('en', title), body: texts.join('') });
}

/** The file itself; whoever stops reading ends the making of it. */
export async function sendFile(response: ServerResponse, { name, type, content }: HandedFile): Promise<void> {
  response.writeHead(200, {
    ...headers,
    'content-type': type,
    'content-disposition': `attachment; filename="export"; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
  response.setTimeout(silentMs, () => response.destroy());
  await pipeline(Readable.from(content), response);
}

function send(
  response: ServerResponse,
  status: number,
  language: string,
  { title, body }: { readonly title: string; readonly body: string },
): void {
  const page = Buffer.from(
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head><body>${body}</body></html>`,
  );
  response.writeHead(status, { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-length': page.length });
  response.end(page);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, letter => entities[letter] ?? letter);
