import { parseArgs } from 'node:util';
import { distance } from 'fastest-levenshtein';
import { aligned } from './table.ts';
import { program, WrongUsage } from './terminal.ts';
import type { Option, Options, Values, Verb } from './verb.ts';

/** What an operator asked for. */
export type CommandLineCall =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly verb: Verb;
      readonly words: readonly string[];
      readonly values: Values<Options>;
      readonly tenant: string | undefined;
      readonly isJson: boolean;
    };

const everywhere = {
  tenant: { value: 'TENANT', about: 'the organization; needed where TENANTS_FILE names several' },
  json: { about: 'one JSON object on standard output' },
} as const satisfies Options;

/** Reads the arguments; throws `WrongUsage`. */
export function readArguments(verbs: readonly Verb[], args: readonly string[]): CommandLineCall {
  const { values, positionals } = roughly(verbs, args);
  const [name, ...words] = positionals;
  const isHelp = values['help'] === true;
  if (name === undefined && values['version'] !== undefined) return { kind: 'version' };
  if (name === undefined && isHelp) return { kind: 'help', text: helpOf(verbs) };
  if (name === 'help')
    return { kind: 'help', text: words[0] === undefined ? helpOf(verbs) : verbHelpOf(verbNamed(verbs, words[0])) };
  if (name === undefined) throw new WrongUsage('which verb?');
  const verb = verbNamed(verbs, name);
  if (isHelp) return { kind: 'help', text: verbHelpOf(verb) };
  const { tenant, json, ...own } = valuesOf(verb, args);
  if (verb.takes === undefined && words.length > 0) throw new WrongUsage(`unexpected: ${words.join(' ')}`);
  return { kind: 'run', verb, words, values: own, tenant: tenant?.toLowerCase(), isJson: json };
}

/** Which verb is meant, and whether help is: options may stand before the verb, so those of all verbs are known here. */
function roughly(verbs: readonly Verb[], args: readonly string[]) {
  const known = verbs.reduce<Options>((all, { options }) => ({ ...all, ...options }), everywhere);
  const help = { type: 'boolean', short: 'h' } as const;
  return parseArgs({ args: [...args], options: { ...typesOf(known), help }, allowPositionals: true, strict: false });
}

/** The values of a verb's options, as it declares them. */
function valuesOf(verb: Verb, args: readonly string[]): Values<Options & typeof everywhere> {
  const own: Options = { ...everywhere, ...verb.options };
  const values = strictly(verb, own, args);
  for (const [name, { value, isNeeded, reads }] of Object.entries(own)) {
    const typed = values[name];
    if (reads !== undefined && typeof typed === 'string') values[name] = reads(typed);
    if (isNeeded === true && (values[name] ?? '') === '') throw new WrongUsage(`--${name} is needed`);
    if (value === undefined) values[name] ??= false;
  }
  return values as Values<Options & typeof everywhere>;
}

function strictly({ name }: Verb, own: Options, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: typesOf(own), allowPositionals: true }).values;
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    const valueless = /^Option '--([\w-]+)(?: <value>)?' argument/.exec(message)?.[1];
    if (valueless !== undefined)
      throw new WrongUsage(`--${valueless} needs a value; one that begins with a dash is written --${valueless}=-…`);
    const unknown = /^Unknown option '--?([^']*)'/.exec(message)?.[1];
    throw new WrongUsage(
      unknown === undefined ? message : `${name} knows no --${unknown}${guess(unknown, Object.keys(own), '--')}`,
    );
  }
}

const typesOf = (options: Options) =>
  Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }]),
  ) as Record<string, { type: 'boolean' | 'string' }>;

/** Where to read on after a wrong call: about its verb, or about all of them. */
export function seeHelp(verbs: readonly Verb[], args: readonly string[]): string {
  const verb = verbs.find(({ name }) => args.includes(name));
  return `see: ${program} ${verb === undefined ? '' : `${verb.name} `}--help`;
}

function verbNamed(verbs: readonly Verb[], name: string): Verb {
  const verb = verbs.find(one => one.name === name);
  if (verb !== undefined) return verb;
  const names = verbs.map(one => one.name);
  throw new WrongUsage(`unknown verb: ${name}${guess(name, names, '')}`);
}

/** The name that was probably meant: one within two edits, or one that begins so. */
function guess(typed: string, names: readonly string[], prefix: string): string {
  const slips = (name: string): number => (typed.length > 2 && name.startsWith(typed) ? 1 : distance(typed, name));
  const [nearest] = names.toSorted((one, other) => slips(one) - slips(other));
  return nearest !== undefined && slips(nearest) <= Math.min(2, nearest.length - 1)
    ? `; did you mean ${prefix}${nearest}?`
    : '';
}

const written = ([name, { value }]: readonly [string, Option]): string =>
  `--${name}${value === undefined ? '' : ` ${value}`}`;

/** A verb with what it cannot do without. */
const briefly = ({ name, takes, options }: Verb): string =>
  [name, ...(takes === undefined ? [] : [takes]), ...needed(options).map(written)].join(' ');

const needed = (options: Options) => Object.entries(options).filter(([, { isNeeded }]) => isNeeded === true);

const listed = (options: Options): readonly string[] =>
  aligned(Object.entries(options).map(option => [written(option), option[1].about])).map(line => `  ${line}`);

const helpOf = (verbs: readonly Verb[]): string => `usage: ${program} VERB [options]

${aligned(verbs.map(({ name, takes = '', about }) => [`${name} ${takes}`, about]))
  .map(line => `  ${line}`)
  .join('\n')}

options of every verb:
${listed(everywhere).join('\n')}

${program} VERB --help shows a verb's options with an example; ${program} --version the version. The settings are the bot's own.
Exit code: 0 when it did what it says, 1 when it refused, 2 when it was called wrongly.`;

const verbHelpOf = (verb: Verb): string => `usage: ${program} ${briefly(verb)} [options]

${verb.about}

example:
  ${program} ${verb.example}

options:
${listed({ ...verb.options, ...everywhere }).join('\n')}`;
