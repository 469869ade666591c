// The contrast of a text with what is painted behind it, as WCAG 2.2 reckons it.

interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

const white: Color = { red: 255, green: 255, blue: 255, alpha: 1 };

/** A color as the browser gives it: `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`. */
function colorOf(css: string): Color {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
  return { red, green, blue, alpha };
}

function over(top: Color, bottom: Color): Color {
  const mix = (one: number, other: number): number => one * top.alpha + other * (1 - top.alpha);
  return {
    red: mix(top.red, bottom.red),
    green: mix(top.green, bottom.green),
    blue: mix(top.blue, bottom.blue),
    alpha: 1,
  };
}

/** What is behind an element's text: its own background and those of all around it. */
function backgroundOf(element: Element | null): Color {
  if (element === null) return white;
  const own = colorOf(getComputedStyle(element).backgroundColor);
  return own.alpha === 1 ? own : over(own, backgroundOf(element.parentElement));
}

function luminanceOf({ red, green, blue }: Color): number {
  const linear = (part: number): number => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

export interface Contrast {
  /** From 1 (the same) to 21 (black on white). */
  readonly ratio: number;
  /** The two colors. */
  readonly pair: string;
}

export function contrastOf(element: Element): Contrast {
  const behind = backgroundOf(element);
  const front = over(colorOf(getComputedStyle(element).color), behind);
  const [one, other] = [luminanceOf(front), luminanceOf(behind)];
  return {
    ratio: (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05),
    pair: JSON.stringify([front, behind]),
  };
}
