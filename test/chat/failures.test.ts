import assert from 'node:assert/strict';
import { failureWords } from '../../bot/chat/failure.view.ts';
import { DriverError } from '../../bot/ports/index.ts';
import { filesOf, textOf as sourceOf } from '../house/imports.ts';
import { says } from '../support/card.ts';
import { Office } from '../support/office.ts';

/** What ends a program before it listens, or a call of the command line: nobody in chat meets it. */
const atTerminal = [
  ...['bad-address', 'bad-name', 'folder-in-use', 'folder-not-locked', 'folder-not-writable', 'no-organization'],
  ...[
    'no-store',
    'port-in-use',
    'store-in-use',
    'store-foreign',
    'store-newer',
    'store-not-opened',
    'store-of-other-bot',
    'store-of-others',
    'store-older',
  ],
];
/** What is caught where it is thrown, and becomes a delivery, a payment or a backup that failed. */
const caught = [
  ...['nothing-to-charge', 'gateway-unreachable', 'gateway-failed'],
  ...['backup-newer', 'backup-not-read', 'ledger-damaged', 'moved-on', 'no-backup', 'not-as-written', 'rows-differ'],
];

describe('an outage in chat', () => {
  let office: Office;
  before(async () => {
    office = await new Office().open();
  });
  after(() => office.close());

  const asks = async (error: Error) => {
    office.slowed(office.tenant.directory, () => Promise.reject(error));
    return office.types('balance');
  };

  for (const [code, word] of Object.entries(failureWords))
    it(`with the code ${code} has the sentence ${word}`, async () => {
      const thrown = /^graph-\d$/.test(code) ? `${code}00` : code;
      says(await asks(new DriverError(thrown, 'what only the log gets')), word);
    });

  it('for want of a permission names it, and anything else is a bug with a reference', async () => {
    const denied = new DriverError('graph-403', 'denied', undefined, 'User.Read.All');
    says(await asks(denied), 'refuse.permission', { permission: 'User.Read.All' });
    says(await asks(new Error('a bug')), 'app.failedMore');
    says(await asks(new DriverError('graphite', 'of another store')), 'app.failedMore');
  });

  it('has a sentence for every code that a driver throws, or is met by no person', () => {
    const codes = filesOf('bot', '.ts').flatMap(file => {
      const thrown = file.includes('drivers/entra')
        ? /'(entra-[\w-]+)'/g
        : /new DriverError\(\s*['`]([\w-]+?)-?(?:\$\{|['`])/g;
      return [...sourceOf(file).matchAll(thrown)].map(([, code = '']) => code);
    });
    assert.ok(codes.length > 25);
    const known = [...Object.keys(failureWords), ...atTerminal, ...caught];
    const isKnown = (code: string): boolean => code === 'graph' || known.includes(code);
    assert.deepEqual(
      codes.filter(code => !isKnown(code)),
      [],
    );
    assert.deepEqual(
      known.filter(code => !/^graph-/.test(code) && !codes.includes(code)),
      [],
    );
  });
});
