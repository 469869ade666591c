import assert from 'node:assert/strict';
import { dayMs, dayOf, hourMs, startsOfDays } from '../../core/index.ts';
import { makeFile } from '../../bot/exports/make-file.ts';
import { readUntil } from '../../bot/tenant/log-cursors.ts';
import { aCall } from '../support/builders.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';
import { readWorkbook } from '../support/workbook.ts';

const prices = { 'audio-conferencing': '4', 'phone-system': '8', 'phone-with-plan': '15', 'pay-as-you-go': '1' };
const lee = 'c0400000-0000-4000-8000-000000000007';

describe('included minutes and savings', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  const setsPrices = async (): Promise<void> => {
    await office.invokes('save-setting', { setting: 'license-cost', key: '', ...prices });
  };

  it('tell how many minutes are left of each plan, and what calls take of them', async () => {
    await office.skipsSetUp();
    const before = textOf(await office.types('minutes'));
    assert.match(before, /Included minutes\nNov 1, 2026 to Nov 22, 2026/);
    assert.match(
      before,
      /Domestic Calling Plan · United States\n[\d,]+ of 9,000 used \(\d+%\)\. Enough for this month/,
    );
    const used = Number(/([\d,]+) of 9,000/.exec(before)?.[1]?.replaceAll(',', ''));
    const row = aCall({
      id: '0c1d2e3f-0000-4000-8000-000000000001',
      ...{ start: office.tenant.clock.now() - 1000, durationSeconds: 61, charge: 0, capability: 'MCOPSTN1' },
      about: { userId: lee, destination: 'United States' },
    });
    assert.ok((await office.tenant.ledger.execute({ kind: 'draw', id: 'calls', rows: [row] }, null)).ok);
    const after = await office.types('套餐分钟数', { locale: 'zh-CN' });
    assert.match(textOf(after), new RegExp(`国内通话套餐 · 美国\n已用 ${(used + 2).toLocaleString('en')} / 9,000`));
  });

  it('tell what licenses could save, at prices that were said', async () => {
    await office.skipsSetUp();
    const before = await office.types('savings');
    says(before, 'savings.unpriced', { plans: 'Audio Conferencing, Teams Phone with Calling Plan' });
    assert.match(textOf(before), /Patti Fernandez\nAudio Conferencing\nNo price/);
    assert.doesNotMatch(textOf(before), /\$0\.00|: 0$/m);
    const counted = textOf(await office.types('savings', { as: people.reader }));
    assert.match(counted, /Audio Conferencing\nWithout a call: 1\nNo price/);
    await setsPrices();
    const found = textOf(await office.types('savings'));
    assert.match(found, /Could be saved per month: \$\d+\.\d\d\nLicenses without a call: 1\nCheaper plans: 3/);
    assert.match(found, /Patti Fernandez\nAudio Conferencing\n\$4\.00/);
    assert.match(
      found,
      /Lee Gu\nTeams Phone with Calling Plan → Teams Phone and Pay-As-You-Go Calling Plan: \$[\d.]+ instead of \$[\d.]+/,
    );
    const saved = [...found.matchAll(/\n\$(\d+\.\d\d)$/gm)].map(([, amount]) => Math.round(Number(amount) * 100));
    const total = Math.round(Number(/per month: \$(\d+\.\d\d)/.exec(found)?.[1]) * 100);
    assert.equal(
      saved.reduce((sum, one) => sum + one, 0),
      total,
    );
    says(await office.types('节省费用', { locale: 'zh-CN' }), 'savings.title', {}, 'zh-CN');
  });

  it('open the form of prices from the card, for whoever may say them', async () => {
    await office.skipsSetUp();
    const form = (await office.presses(await office.types('savings'), 'License prices')).card;
    assert.match(textOf(form), /Cost of a license per month/);
    const reader = await office.types('savings', { as: people.reader });
    assert.ok(!reader.buttons.some(({ title }) => title === 'License prices'));
  });

  it('name nobody to whoever may not see people', async () => {
    await office.skipsSetUp();
    await setsPrices();
    const found = await office.types('savings', { as: people.reader });
    assert.doesNotMatch(textOf(found), /Patti|Lee Gu/);
    assert.match(textOf(found), /Audio Conferencing\nWithout a call: 1\n\$4\.00/);
  });

  it('note who has looked at names', async () => {
    await office.skipsSetUp();
    await office.types('savings');
    const [look] = await office.tenant.looks.list({ limit: 1 });
    assert.deepEqual([look?.who, look?.command], [people.globalAdmin, 'savings']);
  });

  it('say up to when usage was read while its import is stalled', async () => {
    await office.skipsSetUp();
    const { clock, ledger, logCursors, callLogs } = office.tenant;
    assert.doesNotMatch(textOf(await office.types('minutes')), /later calls are missing/);
    const completeAt = readUntil(await logCursors.read(), callLogs);
    office.clock.advance(7 * hourMs);
    await ledger.execute({ kind: 'note-import', id: `at ${clock.now()}`, completeAt }, null);
    for (const command of ['minutes', 'savings'])
      assert.match(
        textOf(await office.types(command)),
        /Usage was last read up to Nov \d+, [^;]+; later calls are missing/,
      );
    const speech = await office.tenant.speech('en');
    const asked = { what: 'savings', format: 'csv', days: null } as const;
    const made = await makeFile(office.tenant, { asked, name: 'x', person: people.reader }, speech);
    assert.ok(made.ok);
    let text = '';
    for await (const part of made.value.content) text += Buffer.from(part).toString('utf8');
    const [titles = '', line = ''] = text.split('\r\n');
    assert.match(titles, /Currency,As of \([^)]+\),Calls read until \([^)]+\)$/);
    assert.match(line, /USD,2026-11-22T\d\d:[^,]+,2026-11-\d\dT[^,]+$/);
  });

  it('say nothing of unused licenses before 90 days of calls are known', async () => {
    office.tenant.rows.usageByDay = () => Promise.resolve([]);
    office.tenant.rows.usage = () => Promise.resolve({ calls: 0, seconds: 0, cost: 0n, drawn: 0n });
    says(await office.types('savings'), 'savings.noCalls');
    const now = office.tenant.clock.now();
    const call = {
      person: lee,
      destination: 'Japan',
      type: 'user_out',
      capability: 'MCOPSTN1',
      calls: 1,
      minutes: 1,
      cost: 0n,
    };
    const usage = { calls: 1, seconds: 60, cost: 0n, drawn: 0n };
    office.tenant.rows.usageByDay = () =>
      Promise.resolve(startsOfDays(40, now, 'UTC').map(start => ({ day: dayOf(start, 'UTC'), ...usage })));
    office.tenant.rows.callMix = () => Promise.resolve([call]);
    assert.match(textOf(await office.types('savings')), /Calls are known since Oct 14, 2026 only/);
    assert.doesNotMatch(textOf(await office.types('savings')), /Licenses without a call/);
  });

  it('say so where no license includes minutes', async () => {
    office.tenant.directory.skus = () => Promise.resolve([]);
    office.tenant.keptDirectory.read = () =>
      Promise.resolve({
        people: [],
        asOf: 0,
        mayMean: () => [],
        isCalled: () => false,
        person: () => undefined,
        suggested: () => [],
      });
    says(await office.types('minutes'), 'minutes.empty');
  });

  it('are a file, with as much in it as its reader may see', async () => {
    await office.skipsSetUp();
    await setsPrices();
    const asked = { what: 'savings', format: 'xlsx', days: null } as const;
    const made = await makeFile(
      office.tenant,
      { asked, name: 'x', person: people.globalAdmin },
      await office.tenant.speech('en'),
    );
    assert.ok(made.ok);
    const sheets = await readWorkbook(Buffer.concat(await Array.fromAsync(made.value.content)));
    const [titles, ...lines] = sheets.get('Savings') ?? [];
    assert.deepEqual(titles, [
      ...['Person', 'Address', 'License', 'Instead', 'Costs per month', 'Would cost', 'Saves per month', 'Currency'],
      'As of (UTC)',
    ]);
    assert.deepEqual(lines[0]?.slice(2, -1), ['Audio Conferencing', 'Remove', 4, 0, 4, 'USD']);
    // 46348 is November 22, 2026.
    assert.equal(Math.trunc(Number(lines[0].at(-1))), 46_348);
    assert.equal(lines.length, 4);
  });

  it('are pages of ten where a thousand people have licenses without a call', async () => {
    await office.skipsSetUp();
    await office.types('sandbox people 1000');
    office.tenant.rows.callMix = ({ from }) =>
      Promise.resolve(
        office.tenant.clock.now() - from > 88 * dayMs
          ? [{ person: '', destination: '', type: 'user_out', capability: 'FREECALL', calls: 1, minutes: 1, cost: 0n }]
          : [],
      );
    const first = await office.types('savings');
    const count = Number(/Licenses without a call: ([\d,]+)/.exec(textOf(first))?.[1]?.replaceAll(',', ''));
    assert.ok(count > 100, String(count));
    const second = (await office.presses(first, 'More')).card;
    const namesOn = (card: typeof first): readonly string[] =>
      [...textOf(card).matchAll(/^(.+)\n(?:Audio Conferencing|Teams Phone.*|Domestic.*)\nNo price$/gm)].map(
        ([, name = '']) => name,
      );
    assert.deepEqual([namesOn(first).length, namesOn(second).length], [10, 10]);
    assert.equal(new Set([...namesOn(first), ...namesOn(second)]).size, 20);
  });
});
