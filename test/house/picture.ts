import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { importsIn, root, roomOf, type Imports } from './imports.ts';

const chapter = path.join(root, '.github/ARCHITECTURE.md');
const block = /```mermaid\n[\s\S]*?```/;

/** Where each room stands in the picture; a room of bot/ that is not named is one of the features. */
const places: Readonly<Record<string, string>> = {
  core: 'pure',
  cards: 'pure',
  'main.ts': 'programs',
  'ledger.ts': 'programs',
  app: 'programs',
  ports: 'machines',
  work: 'machines',
  print: 'machines',
  configuration: 'machines',
  'config.ts': 'machines',
  drivers: 'machines',
  wallets: 'machines',
  chat: 'machines',
  web: 'machines',
  backups: 'machines',
  tenant: 'machines',
};

/** Types alone bind as values do; all drivers are one room here. */
const shown = (file: string): string => roomOf(file).split('/')[0] ?? '';

/** The chapter as it is, and as it is with the picture of the code as that is. */
export function architecture(): { readonly written: string; readonly drawn: string } {
  const written = readFileSync(chapter, 'utf8');
  const picture = pictureOf(importsIn(['core', 'cards', 'bot']));
  return { written, drawn: written.replace(block, () => `\`\`\`mermaid\n${picture}\n\`\`\``) };
}

export const drawPicture = (): void => {
  writeFileSync(chapter, architecture().drawn);
};

/** The rooms and what each imports, as a flowchart in Mermaid; what follows from other arrows is left out. */
function pictureOf(imports: Imports): string {
  const below = new Map<string, Set<string>>();
  for (const [file, names] of imports) {
    const from = shown(file);
    const known = below.get(from) ?? new Set();
    for (const name of names) if (imports.has(name) && shown(name) !== from) known.add(shown(name));
    below.set(from, known);
  }
  const rooms = [...below.keys()].toSorted();
  const inPlaces = Map.groupBy(rooms, placeOf);
  return [
    'flowchart TD',
    ...[...inPlaces].flatMap(([place, inside]) => [
      `  subgraph ${place.split(' ')[0]}["${place}"]`,
      ...inside.map(room => `    ${idOf(room)}["${room}"]`),
      '  end',
    ]),
    ...rooms.flatMap(room => needed(room, below).map(other => `  ${idOf(room)} --> ${idOf(other)}`)),
  ].join('\n');
}

const placeOf = (room: string): string => places[room] ?? 'features';
const idOf = (room: string): string => room.replace('.', '_');

/** The arrows of a room that no longer way says already. */
function needed(room: string, below: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const direct = [...(below.get(room) ?? [])];
  const further = new Set(direct.flatMap(one => [...reachable(one, below)]));
  return direct.filter(one => !further.has(one)).toSorted();
}

function reachable(room: string, below: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [room];
  for (let one = open.pop(); one !== undefined; one = open.pop())
    for (const next of below.get(one) ?? [])
      if (!found.has(next)) {
        found.add(next);
        open.push(next);
      }
  return found;
}
