import assert from 'node:assert/strict';
import { everyTypedFor } from '../../cards/words.ts';
import { commands } from '../../bot/app/commands.ts';
import { creditsSkuId, err, hourMs } from '../../core/index.ts';
import { aCall, money } from '../support/builders.ts';
import { textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people, type Said } from '../support/teams-client.ts';

const admin: Said = { as: people.globalAdmin, conversation: 'general', kind: 'channel' };
const reader: Said = { ...admin, as: people.reader };
const callers = [
  'c0400000-0000-4000-8000-000000000002',
  'c0400000-0000-4000-8000-000000000001',
  'c0400000-0000-4000-8000-000000000010',
];

/** So many presses are tried of one verb, and so many buttons follow each other. */
const [mostOfVerb, deepest] = [24, 3];

describe('what a press leaves in a channel', () => {
  let office: Office;
  /** Everybody who called or may hold a license, but those who press. */
  let named: RegExp;
  let isRefused = false;
  before(async () => {
    office = new Office();
    office.licenses = real => ({
      assign: (asked, told, ...rest) => {
        if (!isRefused) return real.assign(asked, told, ...rest);
        for (const { personId } of asked) told(personId, err('no-usage-location'));
        return Promise.resolve();
      },
      remove: (...asked) => real.remove(...asked),
      locate: (...asked) => real.locate(...asked),
    });
    await office.open();
    await office.skipsSetUp();
    const others = office.sandbox.tenant.users().filter(({ id }) => !Object.values<string>(people).includes(id));
    named = new RegExp(others.map(({ displayName }) => displayName).join('|'));
    office.clock.advance(hourMs);
    const start = office.tenant.clock.now();
    const rows = Array.from({ length: 60 }, (_, index) =>
      aCall({
        ...{ id: `own-${index}`, start: start - index * 1000, charge: money('$0.11') },
        about: {
          ...{ userId: callers[index % 3]!, userName: ['Grady Archie', 'Diego Siciliani', 'Nestor Wilke'][index % 3]! },
          ...{ callee: `+${index}`, caller: '+1' },
        },
      }),
    );
    const foreign = rows.slice(0, 2).map((row, index) => ({ ...row, id: `foreign-${index}`, currency: 'EUR' }));
    const drawn = await office.tenant.ledger.execute({ kind: 'draw', id: 'calls', rows: [...rows, ...foreign] }, null);
    assert.ok(drawn.ok);
  });
  after(() => office.close());

  it('names nobody to those who may only look, whatever somebody presses who may see people', async () => {
    const seen = new Set<string>();
    const presses = new Map<string, number>();
    const leaks: string[] = [];
    let openedWithNames = 0;
    const follow = async (card: ReadCard, path: string, depth: number): Promise<void> => {
      const choices = Object.fromEntries(
        card.inputs.flatMap(input => {
          const [first] = (input['choices'] ?? []) as readonly { value?: string }[];
          const value = input['value'] ?? first?.value;
          return typeof value === 'string' && value !== '' ? [[String(input['id']), value]] : [];
        }),
      );
      for (const { verb, data, title } of card.buttons) {
        const key = `${verb} ${JSON.stringify(data).replaceAll(/activity-\d+|[0-9a-f]{64}/g, '')}`;
        const count = presses.get(verb) ?? 0;
        if (seen.has(key) || count >= mostOfVerb || depth > deepest) continue;
        if ('text' in data && /^sandbox|^export/.test(String(data.text))) continue;
        seen.add(key);
        presses.set(verb, count + 1);
        const before = office.connector.sent.length;
        const pressed = await office.invokes(verb, { ...choices, ...data }, admin);
        const edits = office.connector.sent
          .slice(before)
          .filter(({ path: to }) => decodeURIComponent(to).includes('general'));
        if (named.test(JSON.stringify(edits))) leaks.push(`${path} › ${title} (${verb})`);
        if (named.test(JSON.stringify(pressed.card.json))) openedWithNames += 1;
        await follow(pressed.card, `${path} › ${title}`, depth + 1);
      }
    };
    const typed = commands
      .map(({ name }) => everyTypedFor(name)[0] ?? '')
      .filter(text => text !== '' && !/^sandbox/.test(text));
    for (const text of [...typed, 'licenses missing', 'calls 90', 'questions', 'departments'])
      for (const card of await office.typesAndSees(text, reader)) await follow(card, text, 0);
    for (const text of ['assign credits', 'assign credits to all', 'remove credits', 'setup', 'questions'])
      for (const card of await office.typesAndSees(text, admin)) await follow(card, text, 0);
    assert.deepEqual(leaks, []);
    assert.ok(openedWithNames > 5, `${openedWithNames} presses showed people`);
    for (const verb of ['departments', 'page', 'run', 'assign-credits', 'remove-credits', 'answer'])
      assert.ok((presses.get(verb) ?? 0) > 0, `${verb} was pressed`);
  });

  it('counts those for whom a license failed, in the answer, in its progress and at its end', async () => {
    const grady = callers[0]!;
    office.tenant.keptDirectory.taken(grady, [creditsSkuId]);
    office.sandbox.tenant.take(grady, [creditsSkuId]);
    isRefused = true;
    const before = office.connector.sent.length;
    const order = { order: 'assign-fails', who: 'named', people: [grady], people0: '' };
    const { card } = await office.invokes('assign-credits', order, admin);
    assert.match(textOf(card), /\(Grady Archie\)/);
    office.clock.advance(hourMs);
    for (const verb of ['assign-credits', 'assign-again', 'assign-stop']) await office.invokes(verb, order, admin);
    const sent = JSON.stringify(office.connector.sent.slice(before));
    assert.match(sent, /1 failed: /);
    assert.doesNotMatch(sent, named);
  });
});
