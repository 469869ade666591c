import { z } from 'zod';
import { isPlainAddress } from '../work/addresses.ts';
import { oneWordOf, settingText } from './setting-shapes.ts';
import type { SettingsTable } from './settings-table.ts';

/** Whether a text is the address of a PostgreSQL. */
export const isPostgresUrl = (text: string): boolean =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);

const port = z
  .string()
  .refine(value => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, 'not a port number')
  .transform(Number);
const postgresUrl = settingText.refine(
  text => isPostgresUrl(text) && namesDatabase(new URL(text)),
  'postgres://user:password@host:port/database',
);

/** Without a name it would be the database of the user's own name, and without a host this machine's. */
function namesDatabase({ hostname, pathname, searchParams }: URL): boolean {
  return pathname.length > 1 && (hostname !== '' || searchParams.has('host'));
}

const folder = settingText.refine(path => !path.includes('://'), 'a folder');

/** The program's own settings. */
export const programSettings = {
  PORT: { meaning: 'HTTP port', shape: port, fallback: '3978' },
  DATA_DIR: {
    meaning: 'where the store lives, private to its user; one bot at a time',
    shape: folder,
    fallback: './data',
  },
  DATABASE_URL: {
    meaning: '`postgres://…`: any number of replicas share one PostgreSQL instead',
    shape: postgresUrl,
    isSecret: true,
  },
  BACKUP_DIR: {
    meaning: 'a folder outside of `DATA_DIR`, on another disk: a backup goes there every night',
    shape: folder,
  },
  LOG_LEVEL: {
    meaning: 'logs are JSON lines on standard error',
    shape: oneWordOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    fallback: 'info',
  },
  PUBLIC_URL: {
    meaning: "the bot's own https address, for links that leave the chat; without it exports go by file only",
    shape: settingText
      .refine(isPlainAddress, 'an https address, or http on loopback, without a query')
      .refine(address => !/\/api\/messages\/*$/.test(address), "the bot's address without /api/messages")
      .transform(address => address.replace(/\/+$/, '')),
  },
  METRICS_TOKEN: {
    meaning:
      'who sends it may read `/metrics` from elsewhere, with organizations and balances; without it loopback reads totals',
    shape: settingText.refine(token => /^[\x21-\x7e]{16,200}$/.test(token), '16 to 200 letters, digits and marks'),
    isSecret: true,
  },
  TEAMS_LIBRARY: {
    meaning: 'whose library speaks with Teams: `botbuilder`, or its successor `teams-sdk`',
    shape: oneWordOf(['botbuilder', 'teams-sdk']),
    fallback: 'botbuilder',
  },
  TENANTS_FILE: { meaning: 'several organizations in one program: the file below', shape: settingText },
} as const satisfies SettingsTable;
