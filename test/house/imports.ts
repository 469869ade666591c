import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The repository. */
export const root = path.resolve(import.meta.dirname, '../..');

/** What a file imports, types included: paths inside the project, or packages' names. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** The files below a folder with that ending, as paths from the root. */
export function filesOf(folder: string, ending: string, under: string = root): readonly string[] {
  return readdirSync(path.join(under, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith(ending))
    .map(entry => path.relative(under, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

export const textOf = (file: string, under: string = root): string => readFileSync(path.join(under, file), 'utf8');

/** An import or a re-export, with a name, names in braces, or everything; or a call of `import`, of a type's too. */
const statement =
  /^(?:import|export)\s+(?:(?:type\s+)?(?:[\w$]+,?\s*)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})?\s*from\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;

/** What each file of some folders imports. */
export const importsIn = (folders: readonly string[], under: string = root): Imports =>
  new Map(
    folders
      .flatMap(folder => filesOf(folder, '.ts', under))
      .map(file => [
        file,
        [...textOf(file, under).matchAll(statement)]
          .map(([, stated, called]) => stated ?? called ?? '')
          .map(name => (name.startsWith('.') ? path.normalize(path.join(path.dirname(file), name)) : name)),
      ]),
  );

/**
 * The files in groups such that each group imports only itself and those before it; a group of several is a circle. Tarjan, 1972:
 * strongly connected components, in the reverse order of the arrows.
 */
export function groupsOf(imports: Imports): readonly (readonly string[])[] {
  const groups: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file) ?? 0);
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(file) !== index.get(file)) return;
    groups.push(stack.splice(stack.indexOf(file)));
  };
  for (const file of imports.keys()) if (!index.has(file)) visit(file);
  return groups;
}

/** The room of a file: a folder at the top, in bot/ or in bot/drivers/; a file of bot/ itself is a room of its own. */
export function roomOf(file: string): string {
  const [top = '', room, driver] = path.dirname(file).split(path.sep);
  if (top !== 'bot') return top;
  if (room === undefined) return path.basename(file);
  return room === 'drivers' && driver !== undefined ? `drivers/${driver}` : room;
}
