import assert from 'node:assert/strict';
import type { CallRow } from '../../core/index.ts';
import type { CallLog } from '../../bot/ports/index.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const gone = 'DDDDDDDD-0000-4000-8000-0000DEADBEEF';
const callers: readonly Pick<CallRow['about'], 'userId' | 'userPrincipalName' | 'userName' | 'destination'>[] = [
  { userId: people.globalAdmin, userPrincipalName: '', userName: 'Sam Lee', destination: 'Japan' },
  { userId: gone, userPrincipalName: 'gone@contoso.example', userName: 'Sam\u200b Lee', destination: 'Japan' },
  { userId: '', userPrincipalName: 'sam@fabrikam.example', userName: 'Sam Lee', destination: 'Japan' },
  { userId: people.reader, userPrincipalName: '', userName: 'Only One', destination: '' },
];

/** A log in which four people call in turn. */
const ofFour = (log: CallLog): CallLog => ({
  async *pages(range) {
    let count = 0;
    for await (const page of log.pages(range)) {
      const rows = page.rows.map(row => ({ ...row, about: { ...row.about, ...callers[count++ % callers.length] } }));
      yield { ...page, rows };
    }
  },
});

describe('usage by person', () => {
  let office: Office;
  before(async () => {
    office = new Office();
    office.callLog = ofFour;
    await office.open();
    await office.setsUp();
    await office.types('import');
  });
  after(() => office.close());

  it('tells people of one name apart: by address, or by the end of the id where the directory knows none', async () => {
    const text = textOf(await office.types('usage 90'));
    for (const name of ['Sam Lee (alexw@contoso.example)', 'Sam Lee (…deadbeef)', 'Sam Lee (sam@fabrikam.example)'])
      assert.ok(text.includes(name), `${name} in ${text}`);
    assert.match(text, /^Only One$/m);
    assert.match(textOf(await office.types('用量 90', { locale: 'zh-CN' })), /^Sam Lee（alexw@contoso\.example）$/m);
  });

  it('does so by the ends of ids while the directory does not answer', async () => {
    const { keptDirectory } = office.tenant;
    const real = keptDirectory.read.bind(keptDirectory);
    keptDirectory.read = () => Promise.reject(new Error('no directory'));
    const text = textOf(await office.types('usage 90'));
    assert.match(text, /Sam Lee \(…00000020\)/);
    keptDirectory.read = real;
  });

  it('calls a destination that no row names unknown', async () => {
    const card = await office.types('usage 90');
    assert.match(textOf(card), /^Destination unknown$/m);
  });
});
