import { parseArgs } from 'node:util';
import { distance } from 'fastest-levenshtein';
import { optionTypes, WrongUsage, type Options, type Verb } from './terminal.ts';

/** How operators call the program: what its help and its errors show. */
const program = 'npx credits';

/** What an operator asked for. */
export type CommandLineCall =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly verb: Verb; readonly words: readonly string[]; readonly options: Options };

/** Reads the arguments; throws `WrongUsage`. */
export function readArguments(verbs: readonly Verb[], args: readonly string[]): CommandLineCall {
  const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true, strict: false });
  const [name, ...words] = positionals;
  const isHelp = values['help'] === true;
  if (name === undefined && values['version'] !== undefined) return { kind: 'version' };
  if (name === undefined && isHelp) return { kind: 'help', text: helpOf(verbs) };
  if (name === 'help')
    return { kind: 'help', text: words[0] === undefined ? helpOf(verbs) : verbHelpOf(verbNamed(verbs, words[0])) };
  if (name === undefined) throw new WrongUsage('which verb?');
  const verb = verbNamed(verbs, name);
  if (isHelp) return { kind: 'help', text: verbHelpOf(verb) };
  const own: readonly string[] = ['tenant', 'json', ...(verb.options ?? [])];
  const unknown = Object.keys(values).find(option => !own.includes(option));
  if (unknown !== undefined) throw new WrongUsage(`${name} knows no --${unknown}${guess(unknown, own, '--')}`);
  if (verb.takes === undefined && words.length > 0) throw new WrongUsage(`unexpected: ${words.join(' ')}`);
  try {
    const options = parseArgs({ args: [...args], options: optionTypes, allowPositionals: true }).values;
    return { kind: 'run', verb, words, options };
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

const known = { ...optionTypes, help: { type: 'boolean', short: 'h' } } as const;

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

const everyVerb = `  --tenant T      the organization; needed where TENANTS_FILE names several
  --json          one JSON object on standard output`;

const newWallet = `  --currency C    the currency of a wallet that does not exist yet; USD when left out
  --minimum M     its smallest order, where the currency is not USD`;

const helpOf = (verbs: readonly Verb[]): string => `usage: ${program} VERB [options]

${verbs.map(({ usage, about }) => `  ${usage}\n      ${about}`).join('\n')}

options:
${everyVerb}

${program} VERB --help shows a verb with an example; ${program} --version the version. The settings are the bot's own.
Exit code: 0 when it did what it says, 1 when it refused, 2 when it was called wrongly.`;

const verbHelpOf = ({ usage, about, example, options = [] }: Verb): string => `usage: ${program} ${usage}

${about}

example:
  ${program} ${example}

options:
${options.includes('currency') ? `${newWallet}\n` : ''}${everyVerb}`;
