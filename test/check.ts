import { spawn } from 'node:child_process';
import { once } from 'node:events';

// npm run check: types, lint, format and all tests, in two lanes for two cores. Types and lint are one thread for as long as the format and a
// fifth of the tests take. Of each part all that it says is printed, the tests' as they go, that of the others when they end.

interface Part {
  readonly script: string;
  readonly shown: 'as it goes' | 'at its end';
}

const lanes: readonly (readonly Part[])[] = [
  [{ script: 'types-and-lint', shown: 'at its end' }],
  [
    { script: 'format', shown: 'at its end' },
    { script: 'test', shown: 'as it goes' },
  ],
];

const failed = (await Promise.all(lanes.map(failuresOf))).flat();
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** What fails of a lane. Its parts run one after the other, also after a failure: so that one run says all that is wrong. */
async function failuresOf(lane: readonly Part[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const part of lane) if (!(await succeeds(part))) wrong.push(part.script);
  return wrong;
}

async function succeeds({ script, shown }: Part): Promise<boolean> {
  const running = spawn('npm', ['run', '--silent', script], {
    stdio: ['ignore', ...(shown === 'as it goes' ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
    shell: process.platform === 'win32',
  });
  const said: Buffer[] = [];
  for (const stream of [running.stdout, running.stderr]) stream?.on('data', (part: Buffer) => said.push(part));
  const [code] = (await once(running, 'close')) as [number | null];
  process.stdout.write(`${script}: ${code === 0 ? 'passed' : 'failed'}\n${Buffer.concat(said).toString()}`);
  return code === 0;
}
