import { chmodSync, closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What is stored is read by the user of the program alone: who calls whom is in it. */
export const privateFile = 0o600;
export const privateFolder = 0o700;

/** What the program writes into its folder: the store with its log and index, its witness, the lock, and documents. */
const isOurs = (name: string): boolean => /^(ledger\.(sqlite|head)|bot\.lock|documents($|\.new-))/.test(name);

/** Makes a folder that nobody else can read; where it is there already, takes the rights of others away from what the program wrote in it. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: privateFolder });
  take(folder, privateFolder);
  for (const name of readdirSync(folder)) if (isOurs(name)) takeAll(path.join(folder, name));
}

/** Makes a file that nobody else can read, if it is not there. What SQLite puts beside it has the same mode. */
export function makePrivateFile(file: string): void {
  closeSync(openSync(file, 'a', privateFile));
}

function takeAll(place: string): void {
  const children = childrenOf(place);
  take(place, children === undefined ? privateFile : privateFolder);
  for (const child of children ?? []) takeAll(path.join(place, child));
}

function childrenOf(place: string): readonly string[] | undefined {
  try {
    return readdirSync(place);
  } catch {
    return undefined;
  }
}

/** What belongs to another user cannot be changed: whoever owns it decides who reads it. */
function take(place: string, mode: number): void {
  try {
    chmodSync(place, mode);
  } catch (error) {
    if (!['EPERM', 'EACCES', 'EROFS', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
