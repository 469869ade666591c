import { permit } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { cut, escape } from '../../cards/escape.ts';
import { helpCard } from '../../cards/help.ts';
import { button, type Button } from '../../cards/verbs.ts';
import { listedIn, typedFor } from '../../cards/words.ts';
import type { Misread } from './argument.ts';
import type { CommandFacts, OnTopic } from './command.ts';
import { frame, runButtons } from './frame.view.ts';
import { joined } from './joined.view.ts';
import { notice } from './notice.view.ts';
import { roleNames } from './refusal.view.ts';
import type { Speech } from './speech.ts';

const nextSteps = ['setup', 'balance', 'usage'] as const;

/** A command that help lists; `isLesser` where the asker may make its lesser use alone. */
export type ListedCommand = OnTopic<CommandFacts> & { readonly isLesser?: true };

/**
 * What the asker may type: topics with the names of their commands; choosing one shows what each is for. `left` is one that is left out, since it
 * is for other roles.
 */
export function helpView(speech: Speech, permitted: readonly ListedCommand[], left: CommandFacts | undefined): Card {
  const buttons = nextSteps.filter(step => permitted.some(({ name, isLesser }) => name === step && isLesser !== true));
  return helpCard({
    ...frame(speech, speech.say('help.title'), runButtons(speech, ...buttons)),
    text: joined(
      speech,
      speech.say('help.text'),
      left === undefined ? '' : speech.say('help.others', { command: titleOf(speech, left.name) }),
    ),
    topics: [...Map.groupBy(permitted, ({ topic }) => topic)].map(([topic, all]) => ({
      id: topic,
      title: speech.say(`topic.${topic}`),
      names: all.map(one => listedTitle(speech, one)).join(speech.say('list.comma')),
      commands: all.map(one => ({
        text: speech.say('help.line', { label: `**${listedTitle(speech, one)}**`, value: listedAbout(speech, one) }),
      })),
    })),
  });
}

function listedTitle(speech: Speech, { name, lesser, isLesser }: ListedCommand): string {
  const title = titleOf(speech, name);
  if (lesser === undefined || isLesser !== true) return title;
  return `${title} ${listedIn(speech.language, `choice.${lesser.choice}`)[0] ?? ''}`;
}

const listedAbout = (speech: Speech, { name, lesser, isLesser }: ListedCommand): string =>
  speech.say(lesser === undefined || isLesser !== true ? `help.${name}` : `help.lesser.${lesser.choice}`);

/** Nothing was understood: what was perhaps meant, the likeliest first, and the way to help. */
export const notUnderstoodView = (
  speech: Speech,
  { nearest = [], problem }: { readonly nearest?: readonly string[]; readonly problem?: string },
): Card =>
  notice(
    speech,
    speech.say('help.unknown'),
    [didYouMean(speech, nearest) ?? problem ?? speech.say('help.otherWords')],
    {
      buttons:
        nearest.length === 0
          ? runButtons(speech, 'help', 'balance', 'usage')
          : [...nearest.map(line => lineButton(line)), ...runButtons(speech, 'help')],
    },
  );

function didYouMean(speech: Speech, nearest: readonly string[]): string | undefined {
  const [line] = nearest;
  if (line === undefined) return undefined;
  return nearest.length > 1
    ? speech.say('help.oneOfThese')
    : speech.say('help.didYouMean', { command: escape(cut(line)) });
}

/** A line is clear, and changes something at once: it waits for a press. */
export const atOnceView = (speech: Speech, line: string): Card =>
  notice(speech, speech.say('help.atOnce'), [speech.say('help.pressIt', { command: escape(cut(line)) })], {
    buttons: [lineButton(line), ...runButtons(speech, 'help')],
  });

const lineButton = (line: string): Button => button(cut(line), 'run', { text: line });

const titleOf = (speech: Speech, name: CommandFacts['name']): string => typedFor(name, speech.language)[0] ?? name;

/** One command: what it is about, how it is typed, an example, and who may. */
export function commandHelpView(speech: Speech, command: CommandFacts): Card {
  const example = speech.say(`example.${command.name}`);
  const also = typedFor(command.name, speech.language).slice(1);
  return notice(
    speech,
    titleOf(speech, command.name),
    [
      capitalized(speech.say(`help.${command.name}`)),
      labeled(speech, 'help.form', formOf(speech, command)),
      labeled(speech, 'help.example', example),
      ...(also.length === 0 ? [] : [labeled(speech, 'help.also', also.join(', '))]),
      labeled(speech, 'help.whoMay', whoMay(speech, command)),
    ],
    {
      buttons: [
        button(speech.say('button.try', { text: example }), 'run', { text: example }),
        ...runButtons(speech, 'help'),
      ],
    },
  );
}

const labeled = (
  speech: Speech,
  label: 'help.form' | 'help.example' | 'help.also' | 'help.whoMay',
  value: string,
): string => speech.say('help.line', { label: speech.say(label), value });

const capitalized = (text: string): string => text.replace(/^\p{Ll}/u, letter => letter.toUpperCase());

/** In capitals, but for words to choose from: those are typed as they stand. */
const placeholder = (argument: string, isWord: boolean): string =>
  isWord || /,| or /.test(argument) ? argument : argument.toUpperCase();

/** `usage [RANGE] [by person]`, as text for a card. */
export const formOf = (speech: Speech, { name, arguments: all }: CommandFacts): string =>
  [
    titleOf(speech, name),
    ...Object.values(all).map(({ name: argument, mark, choices, isRequired }) => {
      const named = placeholder(speech.say(`argument.${argument}`), choices !== undefined);
      const typed = mark === undefined ? named : `${listedIn(speech.language, `mark.${mark}`)[0] ?? ''} ${named}`;
      return isRequired ? typed : `[${typed}]`;
    }),
  ]
    .map(part => escape(part))
    .join(' ');

/** The roles that may, as names; or that everyone may. */
export function whoMay(speech: Speech, { access }: CommandFacts): string {
  const permitted = access === 'anyone' ? undefined : permit(access, { roles: new Set(), rights: new Set() });
  return permitted?.ok === false ? roleNames(speech, permitted.refusal.roles) : speech.say('help.anyone');
}

/** What of a command was not understood, and how it is typed. */
export const misreadView = (speech: Speech, command: CommandFacts, { sentence }: Misread): Card => {
  const example = speech.say(`example.${command.name}`);
  const title = titleOf(speech, command.name);
  return notice(speech, title, [sentence, labeled(speech, 'help.form', formOf(speech, command))], {
    buttons: [
      ...(example === title ? [] : [button(title, 'run', { text: title })]),
      button(speech.say('button.try', { text: example }), 'run', { text: example }),
      ...runButtons(speech, 'help'),
    ],
  });
};
