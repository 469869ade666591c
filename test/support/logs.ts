import { pino } from 'pino';
import { contosoUsers } from '../../bot/drivers/sandbox/contoso.ts';

/** What people have typed in this test, if it is more than a command. */
const typed = new Set<string>();
const lines: string[] = [];

/** The log of the offices of this process, every level of it; TEST_LOG=1 shows it, too. */
export const testLog = pino(
  { level: 'trace' },
  {
    write: line => {
      lines.push(line);
      if (process.env['TEST_LOG'] !== undefined) process.stdout.write(line);
    },
  },
);

/** Remembers what somebody typed. */
export function wasTyped(text: string): void {
  if (text.split(' ').length >= 3) typed.add(text);
}

const names = contosoUsers.flatMap(({ displayName, userPrincipalName }) => [displayName, userPrincipalName]);
const kinds: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a phone number', /\+\d{7,}/],
  ['an address of mail', /[\w.+-]+@(?!thread\.)[\w-]+\.[a-z]{2,}/i],
  ['an address of the web', /https?:\/\/(?!127\.0\.0\.1:\d+\/v1\.0)[^"\s]+/],
  ['a token', /\beyJ[\w-]{8,}|\bBearer\b/],
];

/** What a line of the log holds that none may hold. */
export function leaksIn(line: string): readonly string[] {
  const texts = [...names, ...typed].filter(text => line.includes(JSON.stringify(text).slice(1, -1)));
  return [...texts, ...kinds.flatMap(([what, pattern]) => (pattern.test(line) ? [what] : []))];
}

/** The lines since it was asked before, with what they leak. */
export function leaksSince(): readonly string[] {
  const found = lines.splice(0).flatMap(line => leaksIn(line).map(leak => `${leak} in ${line}`));
  typed.clear();
  return found;
}
