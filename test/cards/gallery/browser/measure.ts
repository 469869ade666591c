import { contrastOf } from './contrast.ts';
import type { Fault } from './types.ts';

/** What is seen of a card: the lines of its texts, and its controls. */
interface Box {
  readonly element: Element;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly isText: boolean;
}

const leastContrast = 4.5;

/** In the size of the letters. */
const narrow = 1.5;

/** Pixels that rounding may take. */
const slack = 1;

/** What is wrong with a card's geometry, at the width that it has: text that is cut, lies upon something else, or has no room beside it. */
export function geometryFaults(card: Element): readonly Fault[] {
  const boxes = [...textBoxes(card), ...controlBoxes(card)];
  return [...cutFaults(card, boxes), ...overlapFaults(boxes), ...narrowFaults(boxes)];
}

/** Texts that are hard to tell from what is behind them. */
export function contrastFaults(card: Element): readonly Fault[] {
  return [...textsOf(card)].flatMap(([element, text]) => {
    const { ratio } = contrastOf(element);
    return ratio >= leastContrast ? [] : [{ kind: 'contrast', text, about: `${ratio.toFixed(2)}:1` } satisfies Fault];
  });
}

/** The pairs of colors that a card has. */
export const colorPairs = (card: Element): ReadonlySet<string> =>
  new Set([...textsOf(card).keys()].map(element => contrastOf(element).pair));

const textsOf = (card: Element): ReadonlyMap<Element, string> =>
  new Map(textBoxes(card).map(({ element, text }) => [element, text]));

/** The lines of every text; a font's box is higher than its letters, so that its middle is what counts. */
function textBoxes(card: Element): readonly Box[] {
  const boxes: Box[] = [];
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.nodeValue?.trim() ?? '';
    const element = node.parentElement;
    if (text === '' || element === null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom, height } of range.getClientRects())
      boxes.push({ element, text, left, right, top: top + height / 4, bottom: bottom - height / 4, isText: true });
  }
  return boxes;
}

/** What is folded away has no place, and none to be cut at. */
const controlBoxes = (card: Element): readonly Box[] =>
  [...card.querySelectorAll('input, select, textarea, button')]
    .filter(element => element.checkVisibility())
    .map(element => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { element, text: `<${element.localName}>`, left, right, top, bottom, isText: false };
    });

function cutFaults(card: Element, boxes: readonly Box[]): readonly Fault[] {
  const edges = new Map<Element, readonly Edge[]>();
  const edgesOf = (element: Element): readonly Edge[] => {
    const known = edges.get(element);
    if (known !== undefined) return known;
    const outer = element === card || element.parentElement === null ? [] : edgesOf(element.parentElement);
    const found = [...edgeOf(element, card), ...outer];
    edges.set(element, found);
    return found;
  };
  const faults = new Map<Element, Fault>();
  for (const { element, text, ...box } of boxes) {
    const by = Math.max(0, ...edgesOf(element).map(edge => cutBy(edge, box)));
    if (by > slack) faults.set(element, { kind: 'cut', text, about: `${Math.round(by)} px are not seen` });
  }
  return [...faults.values()];
}

/** What hides all that reaches out of it. */
interface Edge extends Pick<Box, 'left' | 'right' | 'top' | 'bottom'> {
  readonly isAcross: boolean;
  readonly isDown: boolean;
}

/** The edge of an element, where it hides what reaches out; a card itself always does. */
function edgeOf(element: Element, card: Element): readonly Edge[] {
  const { overflowX, overflowY } = getComputedStyle(element);
  const isAcross = element === card || overflowX !== 'visible';
  const isDown = element === card || overflowY !== 'visible';
  if (!isAcross && !isDown) return [];
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return [{ left, right, top, bottom, isAcross, isDown }];
}

/** By how many pixels a box reaches out of an edge. */
const cutBy = (edge: Edge, box: Pick<Box, 'left' | 'right' | 'top' | 'bottom'>): number =>
  Math.max(
    edge.isAcross ? Math.max(edge.left - box.left, box.right - edge.right) : 0,
    edge.isDown ? Math.max(edge.top - box.top, box.bottom - edge.bottom) : 0,
  );

/** Texts in lines of a letter each: something beside them took the room of the block that they stand in. */
function narrowFaults(boxes: readonly Box[]): readonly Fault[] {
  const lines = Map.groupBy(
    boxes.filter(({ isText }) => isText),
    ({ element }) => element,
  );
  return [...lines].flatMap(([element, [first, ...others]]) => {
    if (first === undefined || others.length === 0) return [];
    const room = blockOf(element).getBoundingClientRect().width;
    const isNarrow = room < narrow * Number.parseFloat(getComputedStyle(element).fontSize);
    return isNarrow ? [{ kind: 'narrow', text: first.text, about: `${others.length + 1} lines` } satisfies Fault] : [];
  });
}

const blockOf = (element: Element): Element =>
  getComputedStyle(element).display === 'inline' && element.parentElement !== null
    ? blockOf(element.parentElement)
    : element;

function overlapFaults(boxes: readonly Box[]): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [index, one] of boxes.entries())
    for (const other of boxes.slice(index + 1))
      if (one.element !== other.element && areApart(one.element, other.element) && doOverlap(one, other))
        faults.push({ kind: 'overlap', text: one.text, about: other.text });
  return faults;
}

/** Whether neither stands in the other, as a text does in its button. */
const areApart = (one: Element, other: Element): boolean => !one.contains(other) && !other.contains(one);

const doOverlap = (one: Box, other: Box): boolean =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > slack &&
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > slack;
