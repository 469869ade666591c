import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Cases } from './cases.ts';

// npm run fuzz -- WHAT --seed N --count N [--from N]: tries hostile things on the whole bot in a process of its own, so that one that kills
// it is found like any other. Each case is made of its number and the seed alone: --from N --count 1 repeats one.

/** What there is to try. */
const kinds: Readonly<Record<string, () => Promise<{ readonly fuzz: (cases: Cases) => Promise<void> }>>> = {
  files: () => import('./files.ts'),
  messy: () => import('./messy.ts'),
};

/** A case that says nothing for so long has stopped the process. */
const silentMs = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    from: { type: 'string', default: '0' },
    inside: { type: 'boolean', default: false },
  },
});
const [what = ''] = positionals;
const kind = kinds[what];
const [seed, count, from] = [values.seed, values.count, values.from].map(Number) as [number, number, number];

// Its bot is a process of its own already.
if (what === 'activities') await import('./fuzz.ts');
else if (kind === undefined) {
  console.error(`npm run fuzz -- activities|${Object.keys(kinds).join('|')} --seed N --count N [--from N]`);
  process.exitCode = 2;
} else if (values.inside) {
  const { fuzz } = await kind();
  await fuzz({ seed, from, count });
  process.exit();
} else await watch();

/** Runs the cases in a process of its own, which is started again after one that ends or stops it. */
async function watch(): Promise<void> {
  let next = from;
  let found = 0;
  while (next < from + count) {
    const ran = await runFrom(next);
    found += ran.found;
    if (ran.isDone) break;
    console.log(`FOUND ${what} seed ${seed} case ${ran.last}: ${ran.end}; ${ran.about}`);
    found += 1;
    next = ran.last + 1;
  }
  console.log(`${what}: seed ${seed}, ${count} cases, ${found} found`);
  process.exitCode = found === 0 ? 0 : 1;
}

interface Ran {
  readonly last: number;
  readonly about: string;
  readonly isDone: boolean;
  readonly end: string;
  readonly found: number;
}

/** Lines of the process: `case N …` before each, `FOUND …`, `done …`. */
function runFrom(first: number): Promise<Ran> {
  const begun = { last: first, about: '', isDone: false, end: '', found: 0 };
  const child = spawn(
    process.execPath,
    [
      '--max-old-space-size=1024',
      '--expose-gc',
      import.meta.filename,
      what,
      '--inside',
      ...options({ seed, from: first }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stop = (): void => {
    begun.end = `silent for ${silentMs / 1000} s`;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(stop, silentMs);
  const lines = createInterface(child.stdout);
  lines.on('line', line => {
    clearTimeout(timer);
    timer = setTimeout(stop, silentMs);
    const [, number, about = ''] = /^case (\d+) (.*)/.exec(line) ?? [];
    if (number !== undefined) Object.assign(begun, { last: Number(number), about });
    else console.log(line);
    if (line.startsWith('FOUND')) begun.found += 1;
    if (line.startsWith('done')) begun.isDone = true;
  });
  return new Promise(resolve => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ ...begun, end: begun.end === '' ? `the process ended (${signal ?? code})` : begun.end });
    });
  });
}

function options(given: { readonly seed: number; readonly from: number }): readonly string[] {
  const rest = from + count - given.from;
  return ['--seed', String(given.seed), '--from', String(given.from), '--count', String(rest)];
}
