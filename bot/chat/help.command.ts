import { cut, escape } from '../../cards/escape.ts';
import { text } from './argument-kinds.ts';
import { command, type CommandFacts, type OnTopic } from './command.ts';
import { commandHelpView, helpView, notUnderstoodView, type ListedCommand } from './help.view.ts';
import { namedCommand } from './typed-command.ts';
import type { Roles } from './roles.ts';
import type { Turn } from './turn.ts';

interface HelpNeeds {
  readonly commands: readonly OnTopic<CommandFacts>[];
  readonly roles: Roles;
}

export const help = command({
  name: 'help',
  access: 'anyone',
  arguments: { command: text('command', {}) },
  run: async ({ commands, roles }: HelpNeeds, turn, { command: typed }) => {
    const { speech } = turn;
    if (typed === undefined) {
      const all = commands.filter(({ isSandboxOnly }) => isSandboxOnly !== true || speech.isSandbox);
      const permitted = await permittedOf(all, roles, turn);
      return {
        card: helpView(
          speech,
          permitted,
          all.find(({ name }) => !permitted.some(one => one.name === name && one.isLesser !== true)),
        ),
      };
    }
    const named = namedCommand(typed, commands);
    const card =
      named === undefined
        ? notUnderstoodView(speech, { problem: speech.say('help.noSuch', { text: escape(cut(typed)) }) })
        : commandHelpView(speech, named);
    return { card };
  },
});

/** What the asker may, of some commands a part; the sandbox's levers are for everybody who sits there (B5). */
async function permittedOf(
  commands: HelpNeeds['commands'],
  roles: Roles,
  { person }: Turn,
): Promise<readonly ListedCommand[]> {
  const all = [
    ...new Set(commands.flatMap(({ access, lesser }) => (lesser === undefined ? [access] : [access, lesser.access]))),
  ];
  const seem = await Promise.all(all.map(access => roles.seemsPermitted(person.id, access)));
  const permitted = new Set(all.filter((_, index) => seem[index]));
  return commands.flatMap((one): readonly ListedCommand[] => {
    if (one.isSandboxOnly === true || permitted.has(one.access)) return [one];
    return one.lesser !== undefined && permitted.has(one.lesser.access) ? [{ ...one, isLesser: true }] : [];
  });
}
