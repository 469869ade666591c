import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppManifestUtils, type TeamsManifest } from '@microsoft/app-manifest';
import { commands } from '../bot/app/commands.ts';
import type { Menu } from '../bot/chat/command.ts';
import { say, typedFor, type Language } from '../cards/words.ts';

/** What differs between one organization's package and another's. */
export interface Publisher {
  readonly appId: string;
  readonly botId: string;
  readonly developer: string;
  readonly website: string;
}

/** The files of a Teams app package, by name: all at the root of the zip. */
export type AppPackage = ReadonlyMap<string, Buffer>;

const folder = import.meta.dirname;

const menus = ['personal', 'team', 'groupChat'] as const satisfies readonly Menu[];

/** A menu: the commands of a place in a language, as Teams shows them beside the message box (T11). */
const commandsIn = (menu: Menu, language: Language) =>
  commands
    .filter(command => command.isSandboxOnly !== true && command.menus.includes(menu))
    .map(({ name }) => ({
      title: typedFor(name, language)[0] ?? name,
      description: say(language, `help.${name}`).replaceAll('**', ''),
    }));

/** Makes the package; what its own JSON schema, or Teams' unwritten rules, would refuse comes as problems. */
export async function makePackage(
  publisher: Publisher,
): Promise<{ readonly files: AppPackage; readonly problems: readonly string[] }> {
  const manifest = filledIn(publisher);
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const files = new Map([
    ['manifest.json', text],
    ['zh-cn.json', Buffer.from(`${JSON.stringify(localized(), null, 2)}\n`)],
    ['color.png', readFileSync(path.join(folder, 'color.png'))],
    ['outline.png', readFileSync(path.join(folder, 'outline.png'))],
  ]);
  const named = idProblems(publisher);
  // The schema says of an id which pattern it does not match, for each place where it stands.
  if (named.length > 0) return { files, problems: named };
  const schema = await AppManifestUtils.validateAgainstSchema(manifest as unknown as TeamsManifest);
  return { files, problems: [...schema, ...lint(manifest, files)] };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function idProblems({ appId, botId }: Publisher): readonly string[] {
  if (!guid.test(botId)) return [`--bot-id must be the Application (client) ID of the bot, a GUID; not “${botId}”`];
  return guid.test(appId) ? [] : [`--app-id must be a GUID; not “${appId}”`];
}

interface Manifest {
  readonly bots: readonly { readonly scopes: readonly string[]; readonly [property: string]: unknown }[];
  readonly supportsChannelFeatures?: string;
  readonly [property: string]: unknown;
}

function filledIn({ appId, botId, developer, website }: Publisher): Manifest {
  const template = readFileSync(path.join(folder, 'manifest.json'), 'utf8');
  const values: Readonly<Record<string, string>> = {
    APP_ID: appId,
    BOT_ID: botId,
    DEVELOPER: developer,
    WEBSITE: website,
  };
  const text = template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    JSON.stringify(values[name] ?? whole).slice(1, -1),
  );
  const manifest = JSON.parse(text) as Manifest;
  return {
    ...manifest,
    bots: manifest.bots.map(bot => ({
      ...bot,
      commandLists: menus.map(menu => ({ scopes: [menu], commands: commandsIn(menu, 'en') })),
    })),
  };
}

/** The Chinese menu: Teams finds each text by its place in the manifest. */
function localized(): Record<string, string> {
  const entries = menus.flatMap((menu, list) =>
    commandsIn(menu, 'zh-CN').flatMap(({ title, description }, index) => [
      [`bots[0].commandLists[${list}].commands[${index}].title`, title] as const,
      [`bots[0].commandLists[${list}].commands[${index}].description`, description] as const,
    ]),
  );
  return {
    $schema: 'https://developer.microsoft.com/en-us/json-schemas/teams/v1.25/MicrosoftTeams.Localization.schema.json',
    'name.short': '通信点数',
    'name.full': '通信点数：账本、自动充值和提醒',
    'description.short': '管理通信点数：准确的余额、自动充值、及早提醒。',
    'description.full': say('zh-CN', 'welcome.text'),
    ...Object.fromEntries(entries),
  };
}

/** What the schema accepts and Teams refuses. */
function lint(manifest: Manifest, files: AppPackage): readonly string[] {
  const problems: string[] = [];
  const isInTeams = manifest.bots.some(bot => bot.scopes.includes('team'));
  if (isInTeams && manifest.supportsChannelFeatures !== 'tier1')
    problems.push('supportsChannelFeatures must be tier1 for the team scope');
  if (/\{\{\w+\}\}/.test(JSON.stringify(manifest))) problems.push('a placeholder was not filled in');
  for (const menu of menus)
    if (commandsIn(menu, 'en').length > 12) problems.push(`more than 12 commands in the menu of ${menu}`);
  for (const [name, size] of [
    ['color.png', 192],
    ['outline.png', 32],
  ] as const) {
    const { width, height } = pngSize(files.get(name));
    if (width !== size || height !== size) problems.push(`${name} is ${width} × ${height}, not ${size} × ${size}`);
  }
  return problems;
}

/** Width and height are in the first chunk of every PNG. */
const pngSize = (png: Buffer | undefined): { readonly width: number; readonly height: number } =>
  png?.subarray(1, 4).toString() === 'PNG'
    ? { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
    : { width: 0, height: 0 };
