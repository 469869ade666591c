import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

// npm run distributed: what is proved of PostgreSQL, on a database that is distributed over the workers of the Citus cluster whose coordinator
// TEST_CITUS_URL names. A database of before migration 14 is not brought forward over workers: it is refused, as citus.test.ts holds.

const files = [
  ...[
    'archive',
    'books',
    'citus',
    'documents',
    'inspect',
    'kept-people',
    'looks',
    'matters',
    'rows',
    'scheduler',
    'store',
  ],
  ...['usage', 'usage-sums'],
].map(name => `test/drivers/${name}.test.ts`);
const others = ['cli/continue', 'cli/copies', 'cli/drill', 'process/replicas', 'wallets/clock'];

if (process.env['TEST_CITUS_URL'] === undefined) throw new Error('TEST_CITUS_URL names no coordinator');
const mocha = path.resolve(import.meta.dirname, '../node_modules/.bin/mocha');
const running = spawn(mocha, ['--timeout', '240000', ...files, ...others.map(name => `test/${name}.test.ts`)], {
  stdio: 'inherit',
});
const [code] = (await once(running, 'close')) as [number | null];
process.exitCode = code ?? 1;
