import { draw } from './draw.ts';
import { colorPairs, contrastFaults, geometryFaults } from './measure.ts';
import type { FoundFault, Gallery, State } from './types.ts';

/**
 * Draws and measures everything. Themes differ in colors alone, so that each state is laid out in the first theme only, at every width; and it
 * is drawn in the others only where it has colors that none before it had.
 */
export function inspect({ states, themes: [first, ...others], widths }: Gallery): readonly FoundFault[] {
  if (first === undefined) return [];
  const frame = document.createElement('div');
  document.body.append(frame);
  const known = new Set<string>();
  const faults = states.flatMap(state => {
    const card = draw(state.json, first, frame);
    const laidOut = widths.flatMap(width => {
      frame.style.width = `${width}px`;
      return geometryFaults(card).map(fault => ({ ...fault, ...namesOf(state), theme: first.name, width }));
    });
    const width = widths.at(-1) ?? 0;
    const pairs = colorPairs(card);
    const colors = pairs.isSubsetOf(known)
      ? []
      : [first, ...others].flatMap(theme =>
          contrastFaults(draw(state.json, theme, frame)).map(fault => ({
            ...fault,
            ...namesOf(state),
            theme: theme.name,
            width,
          })),
        );
    for (const pair of pairs) known.add(pair);
    return [...laidOut, ...colors];
  });
  frame.remove();
  return faults;
}

const namesOf = ({ card, state, language }: State): Pick<State, 'card' | 'state' | 'language'> => ({
  card,
  state,
  language,
});
