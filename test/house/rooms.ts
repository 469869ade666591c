import path from 'node:path';
import { groupsOf, importsIn, root, roomOf, textOf, type Imports } from './imports.ts';
import { drawPicture } from './picture.ts';

// npm run rooms [-- CHECKOUT | --picture]: the rooms with their sizes, the longest chain of imports, and the circles. With --picture the chapter
// on architecture is given its picture anew.

const isDrawing = process.argv[2] === '--picture';
const under = path.resolve(isDrawing ? root : (process.argv[2] ?? root));
if (isDrawing) drawPicture();
const imports = importsIn(['core', 'cards', 'bot'], under);
const groups = groupsOf(imports);
const circles = groups.filter(group => group.length > 1);

const rooms = Map.groupBy(imports.keys(), roomOf);
const between: Imports = new Map(
  [...rooms].map(([room, files]) => [
    room,
    [...new Set(files.flatMap(file => (imports.get(file) ?? []).filter(one => imports.has(one)).map(roomOf)))].filter(
      one => one !== room,
    ),
  ]),
);
const roomGroups = groupsOf(between);
const floors = chainsOf(between, roomGroups);
const longest = chainsOf(imports, groups);

console.log('room                    floor  files  lines  longest file');
for (const room of [...rooms.keys()].toSorted(
  (one, other) => floorOf(one) - floorOf(other) || (one < other ? -1 : 1),
)) {
  const sizes = (rooms.get(room) ?? []).map(file => ({ file, lines: textOf(file, under).split('\n').length - 1 }));
  const largest = sizes.toSorted((one, other) => other.lines - one.lines)[0];
  const lines = sizes.reduce((sum, one) => sum + one.lines, 0);
  console.log(
    [
      room.padEnd(24),
      String(floorOf(room)).padStart(4),
      String(sizes.length).padStart(6),
      String(lines).padStart(7),
      `  ${path.basename(largest?.file ?? '')} ${largest?.lines ?? 0}`,
    ].join(' '),
  );
}
const chain = [...longest.values()].toSorted((one, other) => other.length - one.length)[0] ?? [];
console.log(`\n${rooms.size} rooms on ${Math.max(...[...floors.values()].map(({ length }) => length))} floors`);
console.log(`circles between rooms: ${roomGroups.filter(group => group.length > 1).length}`);
for (const group of roomGroups.filter(one => one.length > 1)) console.log(`  ${group.toSorted().join(', ')}`);
console.log(`longest chain of imports: ${chain.length} files\n  ${chain.join('\n  → ')}`);
console.log(`circles of files, types included: ${circles.length}`);
for (const circle of circles) console.log(`  ${circle.toSorted().join(', ')}`);

function floorOf(room: string): number {
  return floors.get(room)?.length ?? 0;
}

/** The longest chain downwards from each; a circle counts as one step. */
function chainsOf(arrows: Imports, order: readonly (readonly string[])[]): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, readonly string[]>();
  for (const group of order) {
    const below = group
      .flatMap(one => (arrows.get(one) ?? []).filter(next => !group.includes(next)))
      .map(next => chains.get(next) ?? [])
      .reduce<readonly string[]>((best, one) => (one.length > best.length ? one : best), []);
    for (const one of group) chains.set(one, [group.length === 1 ? one : `{${group.toSorted().join(' ')}}`, ...below]);
  }
  return chains;
}
