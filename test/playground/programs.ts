import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export interface Program {
  readonly address: string;
  /** What it printed before it listened. */
  readonly said: string;
  readonly process: ChildProcess;
  /** Asks it to stop, and waits until it has. */
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

/** The bot as `npm start` runs it, on loopback. */
export const startBot = (settings: {
  readonly port: number;
  readonly dataDir?: string;
  readonly isQuiet?: boolean;
  /** Whether anybody may ask as often as they like: a test asks faster than people do. */
  readonly isUnlimited?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<Program> =>
  start([path.join(root, 'bot/main.ts')], /listening on http:\/\/127\.0\.0\.1:(\d+)/, {
    PORT: String(settings.port),
    ...(settings.dataDir !== undefined && { DATA_DIR: settings.dataDir }),
    ...(settings.isQuiet === true && { LOG_LEVEL: 'silent' }),
    ...(settings.isUnlimited === true && { RATE_LIMITS: '0' }),
    ...settings.env,
  });

/** Microsoft 365 Agents Playground, restricted to loopback, connected to that bot. */
export const startPlayground = (settings: { readonly bot: string; readonly port: number }): Promise<Program> =>
  start(
    [
      '--import',
      path.join(import.meta.dirname, 'loopback.ts'),
      path.join(root, 'node_modules/@microsoft/m365agentsplayground/cli.js'),
      'start',
      ...['-e', `${settings.bot}/api/messages`, '-c', 'msteams', '--dt', '-p', String(settings.port)],
    ],
    /[Ll]istening on (?:.*:)?(\d+)/,
    // It would open a browser, and use its default configuration.
    {
      TEAMSAPPTESTER_BROWSER: 'none',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: path.join(import.meta.dirname, 'contoso.yml'),
    },
  );

/** Another program of the project, which prints the port that it listens on. */
export const startProgram = (file: string, ...args: readonly string[]): Promise<Program> =>
  start([path.join(root, file), ...args], /listening on http:\/\/127\.0\.0\.1:(\d+)/, {});

async function start(
  args: readonly string[],
  announced: RegExp,
  env: Readonly<Record<string, string>>,
): Promise<Program> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let said = '';
  const port = await new Promise<string>((resolve, reject) => {
    const listen = (part: Buffer): void => {
      said += part.toString();
      const found = announced.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then(
      () => reject(new Error(`${args.at(-1) ?? ''} ended before it listened:\n${said}`)),
      (error: unknown) => reject(error as Error),
    );
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    address: `http://127.0.0.1:${port}`,
    said,
    process: child,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
