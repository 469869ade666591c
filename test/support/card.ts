import assert from 'node:assert/strict';
import en from '../../cards/words/en.json' with { type: 'json' };
import zh from '../../cards/words/zh-CN.json' with { type: 'json' };
import { spoken } from '../../cards/escape.ts';
import type { Language, Word } from '../../cards/words.ts';

const languages = { en, 'zh-CN': zh };

/** A card as a person reads it: its texts, its fields, its buttons. */
export interface ReadCard {
  readonly texts: readonly string[];
  readonly inputs: readonly Record<string, unknown>[];
  readonly buttons: readonly { readonly title: string; readonly verb: string; readonly data: object }[];
  readonly json: unknown;
}

export function readCard(json: unknown): ReadCard {
  const texts: string[] = [];
  const inputs: Record<string, unknown>[] = [];
  const buttons: { title: string; verb: string; data: object }[] = [];
  visit(json, node => {
    if (isWritten(node)) texts.push(String(node['text']));
    if (node['type'] === 'FactSet') {
      for (const fact of node['facts'] as { title: string; value: string }[])
        texts.push(`${fact.title}: ${fact.value}`);
    }
    if (String(node['type']).startsWith('Input.')) inputs.push(node);
    if (node['type'] === 'Action.Execute') {
      buttons.push({ title: String(node['title']), verb: String(node['verb']), data: node['data'] ?? {} });
    }
  });
  return { texts, inputs, buttons, json };
}

/** All that it says, without the marks that nobody sees. */
export const textOf = (card: ReadCard): string => card.texts.join('\n').replaceAll(/[\u2060\u2068\u2069]/g, '');

export function visit(json: unknown, see: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(json)) for (const one of json) visit(one, see);
  else if (typeof json === 'object' && json !== null) {
    see(json as Record<string, unknown>);
    for (const one of Object.values(json)) visit(one, see);
  }
}

type Node = Record<string, unknown>;

/** A text, or a run in one of which nothing is formatted. */
const isWritten = ({ type }: Node): boolean => type === 'TextBlock' || type === 'TextRun';

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isOf = (type: string, node: Node): boolean => String(node['type']).startsWith(type);
const nodesOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? (value as readonly Node[]) : []);

/** What is wrong with one element or button, whatever stands around it. */
function faultsOfNode(node: Node): readonly string[] {
  const faults = {
    'a text is no string': isWritten(node) && typeof node['text'] !== 'string',
    'an empty text': isWritten(node) && node['text'] === '',
    'a text that does not wrap': node['type'] === 'TextBlock' && node['wrap'] !== true,
    'a fact without title or value': nodesOf(node['facts']).some(
      fact => !isText(fact['title']) || !isText(fact['value']),
    ),
    'a choice without title or value': nodesOf(node['choices']).some(
      one => !isText(one['title']) || !isText(one['value']),
    ),
    'a field without label': isOf('Input.', node) && !isText(node['label']),
    'a required field without errorMessage': node['isRequired'] === true && !isText(node['errorMessage']),
    'a button without title': isOf('Action.', node) && !isText(node['title']),
    'a link that is not https': node['type'] === 'Action.OpenUrl' && !String(node['url']).startsWith('https://'),
    'a chart without fallback': isOf('Chart.', node) && node['fallback'] === undefined,
    'a chart without title': isOf('Chart.', node) && !isText(node['title']),
    'an image without altText': node['type'] === 'Image' && !isText(node['altText']),
    'a space after a full-width mark': [node['text'], ...nodesOf(node['facts']).map(({ value }) => value)].some(
      text => typeof text === 'string' && /[，。！？；：] /.test(text),
    ),
  };
  return Object.entries(faults).flatMap(([fault, isSo]) => (isSo ? [fault] : []));
}

/** Whether a screen reader hears no more than what the card is called, though it says more. */
function speaksTitleAlone(card: Node, nodes: readonly Node[]): boolean {
  const isHeading = (node: Node): boolean => node['style'] === 'heading';
  const heading = nodes.find(isHeading);
  const below = nodes.slice(nodes.findIndex(isHeading) + 1);
  const saysMore = below.some(node => node['type'] === 'TextBlock' || node['type'] === 'FactSet');
  const rest = String(card['speak']).replace(spoken(String(heading?.['text'])), '');
  return saysMore && !/\p{L}|\d/u.test(rest);
}

/** Whether what leaves Teams comes before what to do first; a link may be that itself. */
function standsBeforeChoice([card = {}, ...inBody]: readonly Node[]): boolean {
  const actions = [...inBody, card].flatMap(node => nodesOf(node['actions']));
  const first = actions.findIndex(({ style }) => style === 'positive');
  return actions.slice(0, Math.max(0, first)).some(({ type }) => type === 'Action.OpenUrl');
}

/** What is wrong with a card that goes to Teams (T4, T12); empty when it is good. */
export function faultsOf(json: unknown): readonly string[] {
  const text = JSON.stringify(json);
  const nodes: Node[] = [];
  visit(json, node => void nodes.push(node));
  const [card = {}] = nodes;
  const buttons = nodesOf(card['actions']);
  const ids = nodes.flatMap(node => (isOf('Input.', node) ? [String(node['id'])] : []));
  const isRequired = nodes.some(node => node['isRequired'] === true);
  const faults = {
    'an expression was not filled in': text.includes('${'),
    [`${text.length} characters`]: text.length > 25_000,
    'another version': card['version'] !== '1.5',
    'nothing to speak': !isText(card['speak']),
    'it speaks the title alone': speaksTitleAlone(card, nodes),
    'the first choice is not the first button': buttons.slice(1).some(({ style }) => style === 'positive'),
    'more than 6 buttons': buttons.length > 6,
    'a link stands before the first choice': standsBeforeChoice(nodes),
    'the first choice of a set is not its first button': nodes.some(({ actions }) =>
      nodesOf(actions)
        .slice(1)
        .some(({ style }) => style === 'positive'),
    ),
    'two first choices among the buttons': buttons.filter(({ style }) => style === 'positive').length > 1,
    'a button that is not the first asks for required fields':
      isRequired && buttons.some(one => one['style'] !== 'positive' && one['associatedInputs'] === 'auto'),
  };
  return [
    ...Object.entries(faults).flatMap(([fault, isSo]) => (isSo ? [fault] : [])),
    ...nodes.flatMap(faultsOfNode),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => `the id ${id} twice`),
  ];
}

/**
 * Asserts that a card says that word of the list, in English unless another language is named. A fact that is left out may be anything, so that
 * a sentence can be polished without touching the tests that it passes through.
 */
export function says(
  card: ReadCard,
  word: Word,
  facts: Readonly<Record<string, string | number>> = {},
  language: Language = 'en',
): void {
  const text = languages[language][word].replaceAll(/\{(\w+)\}/g, (fact, name: string) => String(facts[name] ?? fact));
  const parts = text.split(/\{\w+\}/).map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  assert.match(textOf(card), new RegExp(parts.join('.+')), word);
}
