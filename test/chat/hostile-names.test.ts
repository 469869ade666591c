import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import type { CallRow, Person } from '../../core/index.ts';
import { commands } from '../../bot/app/commands.ts';
import { languages, say, typedFor } from '../../cards/words.ts';
import { visible } from '../../cards/escape.ts';
import type { CallLog, Payments } from '../../bot/ports/index.ts';
import { visit, type ReadCard } from '../support/card.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { hostile } from '../support/hostile-text.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

const reader = new MarkdownIt({ html: true, linkify: true, breaks: true });
const nth = (index: number): string => hostile[index % hostile.length] ?? '';

/** Every row is called and dialed something else. */
function strange(log: CallLog): CallLog {
  let count = 0;
  const named = ({ about, ...row }: CallRow): CallRow => {
    count += 1;
    return {
      ...row,
      about: { ...about, userId: `person-${count}`, userName: nth(count), destination: nth(count + 7) },
    };
  };
  return {
    async *pages(range) {
      for await (const page of log.pages(range)) yield { ...page, rows: page.rows.map(named) };
    },
  };
}

/** A gateway that brings strange methods, labels and references. */
const strangeGateway = (gateway: Payments): Payments =>
  changedGateway(gateway, {
    methods: async () => [
      ...(await gateway.methods()),
      ...hostile.map(number => ({ kind: 'agreement', number, purchaseOrder: null }) as const),
    ],
    cardLabel: () =>
      Promise.resolve({ kind: 'card', brand: nth(1), lastFour: '[4](https://evil.example)', expires: null }),
  });

/** What is wrong with the texts of a card: those that a client renders as markdown, and all others. */
function faultsIn(card: unknown): readonly string[] {
  const faults: string[] = [];
  const look = (text: unknown, isMarkdown: boolean): void => {
    if (typeof text !== 'string' || text === '') return;
    const isOdd = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066\u2067\u200b\u00ad\ufeff]|\p{M}{5}/u;
    if (isOdd.test(text) || !text.isWellFormed()) faults.push(`unseen marks: ${JSON.stringify(text)}`);
    if (text.split('\u2068').length !== text.split('\u2069').length) faults.push(`an open isolate: ${text}`);
    // Our own words are bold at most, and the steps of set-up have numbers.
    const html = isMarkdown && !/^[1-5]\. (?!item)/.test(text) ? reader.render(text) : '';
    if (/<(?!\/?(?:p|strong)>|br>)/.test(html)) faults.push(html);
    if (/<strong>bold/.test(html)) faults.push(html);
  };
  visit(card, node => {
    if (node['type'] === 'TextBlock') look(node['text'], true);
    for (const { title, value } of (node['facts'] ?? []) as { title: string; value: string }[])
      for (const text of [title, value]) look(text, true);
    const isInput = String(node['type']).startsWith('Input.');
    for (const place of ['title', 'label', 'speak', 'x', 'placeholder', 'errorMessage']) look(node[place], false);
    if (isInput) for (const choice of (node['choices'] ?? []) as { title: string }[]) look(choice.title, false);
  });
  if (JSON.stringify(card).length > 28_000) faults.push('too long');
  return faults;
}

describe('names that are made to harm', () => {
  let office: Office;
  const seen: unknown[] = [];
  const sees = (...cards: readonly (ReadCard | undefined)[]): void => {
    for (const card of cards) if (card?.json !== undefined) seen.push(card.json);
  };

  before(async function () {
    this.timeout(120_000);
    office = new Office();
    office.callLog = strange;
    office.mayLocate = true;
    await office.open(strangeGateway);
    const { directory, blockedUsers, sandbox } = office.tenant;
    const real = await directory.people();
    const called = (person: Person, index: number): Person => ({ ...person, name: nth(index) });
    directory.people = () =>
      Promise.resolve([
        ...real.map(called),
        ...hostile.map((name, index) =>
          called({ ...real[index % 3 === 0 ? 2 : 6]!, id: `more-${index}`, name }, index),
        ),
      ]);
    const skus = await directory.skus();
    directory.skus = () =>
      Promise.resolve(
        skus.map((sku, index) => ({ ...sku, id: index < 3 ? `own-${index}` : sku.id, partNumber: nth(index) })),
      );
    Object.assign(blockedUsers!, {
      list: () => Promise.resolve(hostile.map(text => ({ name: text, reason: text, at: office.clock.now() }))),
    });
    const actors = (await sandbox!.people()).map((person, index) => ({ ...person, name: nth(index) }));
    Object.assign(sandbox!, { people: () => Promise.resolve(actors) });
  });
  after(() => office.close());

  for (const locale of ['en-US', 'zh-CN'] as const)
    it(`are shown as what they are by every command and in set-up (${locale})`, async function () {
      this.timeout(120_000);
      const said = { locale, conversation: locale };
      if (locale === 'en-US') {
        const first = await office.types('setup', said);
        const licenses = await office.presses(first, /Prepaid/, {}, said);
        const assigned = await office.presses(licenses.card, /Assign to (?:all|up)/, {}, said);
        const fund = await office.presses(assigned.card, /Continue/, {}, said);
        sees(first, licenses.card, assigned.card, fund.card);
        for (const text of hostile) {
          const form = { currency: text.slice(0, 90), timeZone: text.slice(0, 90), addFunds: text.slice(0, 90) };
          const wrong = await office.presses(
            fund.card,
            /Review order/,
            { ...form, payment: 'card:sandbox-card' },
            said,
          );
          sees(wrong.card);
        }
        const agreement = String(hostile[2]);
        const order = {
          timeZone: 'UTC',
          currency: 'USD',
          addFunds: '100',
          autoRecharge: 'true',
          rechargeWith: '50',
          trigger: '20',
        };
        const review = await office.presses(
          fund.card,
          /Review order/,
          { ...order, payment: `agreement:${agreement}`, purchaseOrder: '<at>PO</at> www.evil.com \u202e' },
          said,
        );
        const placed = await office.presses(review.card, /Place order/, {}, said);
        sees(review.card, placed.card);
        await office.types('alerts here', { ...said, conversation: 'general', kind: 'channel' });
        sees(await office.types('import', said), await office.types('auto-recharge off', said));
        sees(await office.types('sandbox spend 95', said));
      }
      for (const { name, isSandboxOnly } of commands)
        for (const language of languages)
          if (isSandboxOnly !== true)
            for (const typed of [typedFor(name, language)[0]!, say(language, `example.${name}`)])
              sees(...(await office.typesAndSees(typed, said)));
      for (const text of hostile)
        for (const typed of [
          text,
          `usage ${text}`,
          `usage by ${text}`,
          `calls of ${text}`,
          `who ${text}`,
          `explain ${text}`,
          `rate ${text}`,
          `help ${text}`,
          `assign credits to ${text}`,
          `add funds ${text}`,
          `sandbox as ${text}`,
          `sandbox ${text}`,
        ])
          if (typed !== 'sandbox as me') sees(...(await office.typesAndSees(typed, said)));
    });

  it('are shown to a channel, by whom an alert was acknowledged too', async () => {
    sees(...office.told());
    const [alert] = office.told().filter(({ buttons }) => buttons.some(({ verb }) => verb === 'acknowledge'));
    assert.ok(alert, 'an alert was told');
    const { verb, data } = alert.buttons.find(one => one.verb === 'acknowledge')!;
    for (const name of hostile) {
      const from = { id: `29:${people.globalAdmin}`, name, aadObjectId: people.globalAdmin };
      const { body } = await office.post({
        ...office.activity({ conversation: 'general', kind: 'channel' }),
        ...{
          from,
          type: 'invoke',
          name: 'adaptiveCard/action',
          value: { action: { type: 'Action.Execute', verb, data } },
        },
      });
      seen.push((body as { value: unknown }).value);
      await office.post({ ...office.activity({}), from, type: 'installationUpdate', action: 'add' });
    }
    await office.tenant.idle();
    seen.push(...office.connector.sent.map(({ body }) => body));
  });

  it('become no link, no emphasis, no tag, and turn or hide nothing', () => {
    const faults = seen.flatMap(faultsIn);
    assert.deepEqual([faults.length, faults.slice(0, 10)], [0, []]);
    // Each of them was shown somewhere, or nothing was shown to hold.
    const all = seen.map(card => JSON.stringify(card).replaceAll(/\\\\|[\u2060\u2068\u2069]/g, '')).join('\n');
    const beginning = (text: string): string =>
      JSON.stringify(visible(text).replaceAll('\\', '').slice(0, 12)).slice(1, -1);
    const missing = hostile.filter(text => !all.includes(beginning(text)));
    assert.deepEqual(missing, []);
    assert.ok(seen.length > 500, String(seen.length));
  });
});
