import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppManifestUtils, type TeamsManifest } from '@microsoft/app-manifest';
import { commands } from '../bot/app/commands.ts';
import type { Menu } from '../bot/chat/command.ts';
import { say, typedFor, type Language } from '../cards/words.ts';
import { fillMarks, listingTexts, type Listing } from './listing.ts';
import { problemsOf } from './store-rules.ts';
import { submissionOf, type AppPackage } from './submission.ts';

/** What differs between one organization's package and another's. */
export interface Publisher {
  readonly appId: string;
  readonly botId: string;
  readonly developer: string;
  readonly website: string;
  /** For the public store; without it the package is for an organization's own catalog. */
  readonly listing?: Listing | undefined;
}

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

/** Makes the package; what its own JSON schema, Teams' unwritten rules, or the store would refuse comes as problems. */
export async function makePackage(
  publisher: Publisher,
): Promise<{ readonly files: AppPackage; readonly problems: readonly string[] }> {
  const manifest = filledIn(publisher);
  const translation = localized(publisher);
  const files = new Map([
    ['manifest.json', jsonOf(manifest)],
    ['zh-cn.json', jsonOf(translation)],
    ['color.png', readFileSync(path.join(folder, 'color.png'))],
    ['outline.png', readFileSync(path.join(folder, 'outline.png'))],
  ]);
  const named = idProblems(publisher);
  // The schema says of an id which pattern it does not match, for each place where it stands.
  if (named.length > 0) return { files, problems: named };
  const schema = await AppManifestUtils.validateAgainstSchema(manifest as unknown as TeamsManifest);
  return { files, problems: [...schema, ...lint(manifest, files), ...(await storeProblems(publisher, files))] };
}

const jsonOf = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

async function storeProblems(publisher: Publisher, files: AppPackage): Promise<readonly string[]> {
  const { listing, website } = publisher;
  return listing === undefined ? [] : problemsOf(await submissionOf(files, { listing, website }));
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

function filledIn(publisher: Publisher): Manifest {
  const { appId, botId, developer, website } = publisher;
  const template = readFileSync(path.join(folder, 'manifest.json'), 'utf8');
  const values = { APP_ID: appId, BOT_ID: botId, DEVELOPER: developer, WEBSITE: website };
  const manifest = JSON.parse(fillMarks(template, values, text => JSON.stringify(text).slice(1, -1))) as Manifest;
  return {
    ...manifest,
    ...listedAs(publisher),
    bots: manifest.bots.map(bot => ({
      ...bot,
      commandLists: menus.map(menu => ({ scopes: [menu], commands: commandsIn(menu, 'en') })),
    })),
  };
}

/** What the store's package says in place of an organization's own. */
function listedAs({ listing, developer, website }: Publisher): object {
  if (listing === undefined) return {};
  const { short, full, shortDescription, fullDescription } = listingTexts('en', { listing, developer });
  return {
    developer: {
      name: developer,
      websiteUrl: website,
      privacyUrl: listing.privacyUrl,
      termsOfUseUrl: listing.termsUrl,
    },
    name: { short, full },
    description: { short: shortDescription, full: fullDescription },
  };
}

/** The Chinese menu: Teams finds each text by its place in the manifest. */
function localized({ listing, developer }: Publisher): Record<string, string> {
  const listed = listing === undefined ? undefined : listingTexts('zh-CN', { listing, developer });
  const entries = menus.flatMap((menu, list) =>
    commandsIn(menu, 'zh-CN').flatMap(({ title, description }, index) => [
      [`bots[0].commandLists[${list}].commands[${index}].title`, title] as const,
      [`bots[0].commandLists[${list}].commands[${index}].description`, description] as const,
    ]),
  );
  return {
    $schema: 'https://developer.microsoft.com/en-us/json-schemas/teams/v1.25/MicrosoftTeams.Localization.schema.json',
    'name.short': listed?.short ?? '通信点数',
    'name.full': listed?.full ?? '通信点数：账本、自动充值和提醒',
    'description.short': listed?.shortDescription ?? '管理通信点数：准确的余额、自动充值、及早提醒。',
    'description.full': listed?.fullDescription ?? say('zh-CN', 'welcome.text'),
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
