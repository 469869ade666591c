import PNG from 'png-js';

/** What an icon is judged by. A side is how many pixels of it are empty, the ground's color or nothing. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** How far the symbol is from the nearest edge; from the farthest of the nearer ones. */
  readonly leastPadding: number;
  readonly mostPadding: number;
  /** Whether all that is drawn is white, and the ground transparent. */
  readonly isWhiteOnNothing: boolean;
}

const none: Picture = { width: 0, height: 0, leastPadding: 0, mostPadding: 0, isWhiteOnNothing: false };

/** Reads a PNG; one that is none has no size. */
export async function pictureOf(png: Buffer | undefined): Promise<Picture> {
  if (png?.subarray(1, 4).toString() !== 'PNG') return none;
  const image = new PNG(png);
  const { width, height } = image;
  const bytes = await new Promise<Uint8Array>(done => image.decode(done));
  const pixels = Array.from({ length: width * height }, (_, index) => bytes.subarray(4 * index, 4 * index + 4));
  const [ground = new Uint8Array(4)] = pixels;
  const drawn = pixels.flatMap((pixel, index) => (isLike(pixel, ground) ? [] : [index]));
  const columns = drawn.map(index => index % width);
  const rows = drawn.map(index => Math.floor(index / width));
  const paddings = [...paddingsOf(columns, width), ...paddingsOf(rows, height)];
  return {
    width,
    height,
    leastPadding: Math.min(...paddings),
    // A symbol fills its square by its longer side.
    mostPadding: Math.min(Math.max(...paddings.slice(0, 2)), Math.max(...paddings.slice(2))),
    isWhiteOnNothing: pixels.every(
      ([red, green, blue, alpha]) => alpha === 0 || (red === 255 && green === 255 && blue === 255),
    ),
  };
}

/** The ground is one color, but for what drawing leaves at edges. */
const isLike = (pixel: Uint8Array, ground: Uint8Array): boolean =>
  (pixel[3] === 0 && ground[3] === 0) || pixel.every((value, channel) => Math.abs(value - (ground[channel] ?? 0)) <= 8);

/** How many lines are empty before and after what is drawn. */
const paddingsOf = (drawn: readonly number[], size: number): readonly [number, number] => [
  drawn.reduce((least, at) => Math.min(least, at), size),
  size - 1 - drawn.reduce((most, at) => Math.max(most, at), -1),
];
