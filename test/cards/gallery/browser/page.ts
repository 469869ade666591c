import { chartsOf, draw } from './draw.ts';
import type { FoundFault, Gallery, State, Theme } from './types.ts';

/** Shows everything: a heading for each card, a row for each state and language; what comes into view is drawn then. */
export function show(gallery: Gallery, faults: readonly FoundFault[]): void {
  const cards = Map.groupBy(gallery.states, ({ card }) => card);
  const navigation = element('nav', '', 'cards');
  const main = element('main');
  for (const [card, states] of cards) {
    const link = element('a', card);
    link.href = `#${card}`;
    navigation.append(link);
    const section = element('section');
    section.id = card;
    section.append(element('h2', card), ...states.flatMap(state => rowsOf(state, gallery, faults)));
    main.append(section);
  }
  document.body.append(navigation, filters(gallery), faultList(faults), main);
  hideUnchecked();
}

/** Draws the first card alone, for a picture of it. */
export function drawFirst({ states: [state], themes: [theme], widths: [width] }: Gallery): void {
  if (state === undefined || theme === undefined) throw new Error('nothing to draw');
  const frame = element('div');
  frame.id = 'first';
  frame.style.width = `${width ?? 480}px`;
  document.body.append(frame);
  draw(state.json, theme, frame);
}

function rowsOf(state: State, { themes, widths }: Gallery, faults: readonly FoundFault[]): readonly HTMLElement[] {
  const charts = chartsOf(state.json);
  const note = charts === 0 ? '' : ' · its chart is not drawn here: what stands in its place is';
  const heading = element('h3', `${state.state}, ${state.language}${note}`, '');
  const rows = themes.map(theme => {
    const row = element('div', '', 'row');
    row.append(...widths.map(width => cellOf(state, theme, width, faults.some(isOf(state, theme, width)))));
    return row;
  });
  for (const one of [heading, ...rows]) one.dataset['language'] = state.language;
  return [heading, ...rows];
}

const isOf =
  (state: State, theme: Theme, width: number) =>
  (fault: FoundFault): boolean =>
    fault.card === state.card &&
    fault.state === state.state &&
    fault.language === state.language &&
    (fault.kind === 'contrast' || fault.width === width) &&
    (fault.kind !== 'contrast' || fault.theme === theme.name);

function cellOf(state: State, theme: Theme, width: number, isFaulty: boolean): HTMLElement {
  const cell = element('figure', '', isFaulty ? 'faulty' : '');
  const frame = element('div');
  frame.style.width = `${width}px`;
  cell.dataset['theme'] = theme.name;
  cell.dataset['width'] = String(width);
  cell.append(frame, element('figcaption', `${theme.name}, ${width} px`));
  new IntersectionObserver(
    ([seen], observer) => {
      if (seen?.isIntersecting !== true) return;
      observer.disconnect();
      draw(state.json, theme, frame);
    },
    { rootMargin: '600px' },
  ).observe(cell);
  return cell;
}

/** What to see: all languages, themes and widths, or some. */
function filters({ states, themes, widths }: Gallery): HTMLElement {
  const form = element('form');
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ['language', [...new Set(states.map(({ language }) => language))]],
    ['theme', themes.map(({ name }) => name)],
    ['width', widths.map(String)],
  ];
  for (const [name, values] of groups)
    for (const value of values) {
      const label = element('label', value);
      const box = element('input');
      box.type = 'checkbox';
      box.checked = true;
      box.name = name;
      box.value = value;
      box.addEventListener('change', hideUnchecked);
      label.prepend(box);
      form.append(label);
    }
  return form;
}

function hideUnchecked(): void {
  for (const name of ['language', 'theme', 'width']) {
    const boxes = [...document.querySelectorAll<HTMLInputElement>(`form input[name=${name}]`)];
    const seen = new Set(boxes.filter(({ checked }) => checked).map(({ value }) => value));
    for (const one of document.querySelectorAll<HTMLElement>(`[data-${name}]`))
      one.classList.toggle(`no-${name}`, !seen.has(one.dataset[name] ?? ''));
  }
}

function faultList(faults: readonly FoundFault[]): HTMLElement {
  const list = element('ul');
  for (const { kind, text, about, card, state, language, theme, width } of faults)
    list.append(element('li', `${card}, ${state}, ${language}, ${theme}, ${width} px: ${kind}: “${text}” (${about})`));
  return list;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
  className = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}
