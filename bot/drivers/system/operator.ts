import { userInfo } from 'node:os';

/** Who is at the command line, by the name that the system knows; in a container without names, by number. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
