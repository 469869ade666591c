import { isMailAddress } from './mail-address.ts';

/** A mail server, as its address says how to reach it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; TLS before anything of worth is said; none, which is for this machine only. */
  readonly encryption: 'tls' | 'starttls' | 'none';
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/** Whom mails are from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** The server that a text such as `smtps://user:password@host:465` names; undefined where it names none. */
export function mailServerOf(text: string): MailServer | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const isTls = protocol === 'smtps:';
  const isPlain = !isTls && loopback.includes(hostname);
  if ((!isTls && protocol !== 'smtp:') || hostname === '' || (username === '') !== (password === '')) return undefined;
  if (!['', '/'].includes(pathname) || search !== '' || hash !== '') return undefined;
  const [user, secret] = [decoded(username), decoded(password)];
  if (user === undefined || secret === undefined) return undefined;
  return {
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: port === '' ? (isTls ? 465 : 587) : Number(port),
    encryption: isTls ? 'tls' : isPlain ? 'none' : 'starttls',
    login: user === '' ? undefined : { user, password: secret },
  };
}

/** The sender that `address` or `Name <address>` names; undefined where it names none. */
export function senderOf(text: string): Sender | undefined {
  const [, name = '', inBrackets] = /^([^<>"\p{Cc}]*)<([^<>]+)>$/u.exec(text) ?? [];
  const address = inBrackets ?? text;
  if (!isMailAddress(address)) return undefined;
  return { name: name.trim() === '' ? 'Communications Credits' : name.trim(), address };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
