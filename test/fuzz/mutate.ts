import type { Dice } from './dice.ts';

// Mutations that keep what they change recognizable: they work on the tree of a JSON value, not on its bytes.

type Container = Record<string, unknown> | unknown[];

/** A place in a tree: what stands in a container under a name. */
interface Place {
  readonly container: Container;
  readonly name: string;
}

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;
const read = ({ container, name }: Place): unknown => Reflect.get(container, name);

function write({ container, name }: Place, value: unknown): void {
  // An assignment would take `__proto__` for more than a name.
  Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Every place of a tree. */
const placesOf = (tree: Container): readonly Place[] =>
  Object.entries(tree).flatMap(([name, value]): readonly Place[] => [
    { container: tree, name },
    ...(isContainer(value) ? placesOf(value) : []),
  ]);

const names = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  ' ',
  '..',
  'null',
  'a/b',
  '\u0000',
];
const marks = [
  '\u202e',
  '\u200b',
  '\ud83d',
  '\udc00',
  '\ufdfa',
  '\ufeff',
  '\n',
  '\t',
  '`',
  '*',
  '<at>x</at>',
  '[x](https://evil.example)',
];
const numbers = [0, -1, 1e308, 2 ** 53, 0.1, -0];
const counts = [2, 20, 300, 5000, 100_000, 100_000];

const nested = (depth: number): unknown => {
  let value: unknown = 'deep';
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { value };
  return value;
};

/** A value of another kind than the place has. */
const stranger = (dice: Dice): unknown =>
  dice.one<() => unknown>([
    () => null,
    () => dice.one(numbers),
    () => dice.oncePer(2),
    () => dice.one(names),
    () => 'x',
    () => [],
    () => [null],
    () => ({}),
    () => nested(dice.one([3, 30, 200])),
  ])();

/** Beyond it the door only says that it is too much. */
const longest = 200_000;

/** A text with something in it that texts seldom have, once or many times; or a number with many more digits. */
function strangeText(dice: Dice, text: string): string {
  const count = dice.oncePer(2) ? dice.one(counts) : 1;
  const digits = [...text.matchAll(/\d/g)].map(({ index }) => index + 1);
  if (digits.length > 0 && dice.oncePer(3)) {
    const at = dice.one(digits);
    return `${text.slice(0, at)}${'0'.repeat(count)}${text.slice(at - 1)}`;
  }
  const at = dice.below(text.length + 1);
  const inserted = dice.oncePer(2) ? dice.one(marks) : dice.one(['0', 'a', ' ', text.charAt(at), text]);
  const times = Math.min(count, Math.ceil(longest / Math.max(1, inserted.length)));
  const grown = `${text.slice(0, at)}${inserted.repeat(times)}${text.slice(at)}`;
  return dice.one([grown, grown, dice.one(names), text.slice(0, at), '']);
}

/** A place to change: what people typed and lists of things are chosen more often than they are many. */
function chosen(dice: Dice, places: readonly Place[]): Place {
  const texts = places.filter(({ name }) => name === 'text');
  const lists = places.filter(place => Array.isArray(read(place)));
  return dice.one(dice.one([places, places, texts.length > 0 ? texts : places, lists.length > 0 ? lists : places]));
}

/** The same list with one of its things many times more, and a part of that thing changed. */
function repeated(dice: Dice, list: readonly unknown[]): readonly unknown[] {
  const item = structuredClone(dice.one(list));
  if (isContainer(item)) mutate(dice, item);
  const times = Math.min(dice.one([2, 20, 300]), Math.ceil(longest / JSON.stringify(item).length));
  return [...list, ...Array.from({ length: times }, () => structuredClone(item))];
}

function withoutPlace({ container, name }: Place): void {
  if (Array.isArray(container)) container.splice(Number(name), 1);
  else Reflect.deleteProperty(container, name);
}

/** Another value, by what the place has now. */
function another(dice: Dice, value: unknown): unknown {
  if (typeof value === 'string' && !dice.oncePer(3)) return strangeText(dice, value);
  if (Array.isArray(value) && value.length > 0 && !dice.oncePer(3)) return repeated(dice, value);
  return dice.oncePer(5) ? [value] : stranger(dice);
}

/** Changes one place of a tree. */
export function mutate(dice: Dice, tree: Container): void {
  const places = placesOf(tree);
  if (places.length === 0) return;
  const place = chosen(dice, places);
  if (dice.oncePer(6)) withoutPlace(place);
  else if (dice.oncePer(8) && !Array.isArray(place.container))
    write({ container: place.container, name: dice.one(names) }, read(place));
  else write(place, another(dice, read(place)));
}
