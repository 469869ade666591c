import assert from 'node:assert/strict';
import { commands } from '../../bot/app/commands.ts';
import { say, typedFor } from '../../cards/words.ts';
import { says, textOf, visit, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('help', () => {
  let office: Office;
  beforeEach(async () => void (office = await new Office().open()));
  afterEach(() => office.close());

  it('shows six topics with the names of their commands, and what each does once a topic is chosen', async () => {
    const card = await office.types('help');
    const hidden = elements(card).filter(({ isVisible }) => isVisible === false);
    const chosen = elements(card).flatMap(({ selectAction }) => selectAction?.targetElements ?? []);
    assert.equal(hidden.length, 6);
    for (const { id } of hidden) assert.ok(chosen.includes(String(id)), `nothing unfolds ${String(id)}`);
    const lines = JSON.stringify(hidden);
    for (const { name } of commands) assert.ok(lines.includes(say('en', `help.${name}`).slice(0, 20)), name);
  });

  it('shows each topic in two texts before one is chosen', async () => {
    const card = await office.types('help');
    const folded = new Set<unknown>();
    for (const { isVisible, items } of elements(card)) if (isVisible === false) visit(items, one => folded.add(one));
    const shown = elements(card).filter(one => one.type === 'TextBlock' && !folded.has(one));
    assert.equal(shown.length, 3 + 2 * 6);
  });

  it('names every command before a topic is chosen', async () => {
    const names = elements(await office.types('help')).filter(({ id }) => id?.startsWith('names-'));
    assert.equal(
      names.map(({ text }) => text).join(', '),
      commands.map(({ name }) => typedFor(name, 'en')[0] ?? name).join(', '),
    );
  });

  it('names what the asker may do, and how to learn who may do the rest', async () => {
    const namesFor = async (as: string, leftOut: string): Promise<readonly (string | undefined)[]> => {
      const card = await office.types('help', { as });
      says(card, 'help.others', { command: leftOut });
      return elements(card)
        .filter(({ id }) => id?.startsWith('names-'))
        .map(({ text }) => text);
    };
    assert.deepEqual(await namesFor(people.nobody, 'setup'), ['language, help, about, sandbox']);
    const reader = (await namesFor(people.reader, 'add funds')).join(', ').split(', ');
    assert.ok(reader.includes('auto-recharge why'));
    assert.ok(!reader.includes('auto-recharge'));
    says(await office.types('help', { as: people.reader }), 'help.lesser.why');
    assert.deepEqual(
      ['balance', 'usage', 'alerts', 'add funds', 'assign credits to'].map(name => reader.includes(name)),
      [true, true, true, false, false],
    );
  });

  it('offers as next steps only what the asker may do', async () => {
    const titles = async (as: string): Promise<readonly string[]> =>
      (await office.types('help', { as })).buttons.map(({ title }) => title);
    assert.deepEqual(await titles(people.nobody), []);
    assert.deepEqual(await titles(people.reader), [
      say('en', 'button.setup'),
      say('en', 'button.balance'),
      say('en', 'button.usage'),
    ]);
  });

  it('is offered where nothing was understood, and is not the answer itself', async () => {
    const card = await office.types('nonsense');
    says(card, 'help.unknown');
    assert.deepEqual(
      card.buttons.map(({ title }) => title),
      [say('en', 'button.help'), say('en', 'button.balance'), say('en', 'button.usage')],
    );
    assert.doesNotMatch(textOf(card), /step by step/);
  });

  it('offers what was probably meant, once', async () => {
    const card = await office.types('balnce');
    says(card, 'help.didYouMean', { command: 'balance' });
    assert.deepEqual(
      card.buttons.map(({ data }) => data),
      [{ text: 'balance' }, { text: 'help' }],
    );
  });

  /** Each may mean two or three things; what the phrases teach decides which of them are near enough. */
  const unclear = [
    'where is the account and when it ends',
    'check what we have paid last time',
    'show our balance by Friday',
    'the money we had is gone',
    'check our balance that was bought',
    'is it our balance paid last time',
    'is the credit very low or am I reading it wrong',
    'our provider says 91 used and 9 free, what do you say',
    'the credit is zero, but the account has some',
  ];

  it('offers each of several that were perhaps meant', async () => {
    const offered = [];
    for (const text of unclear) {
      const card = await office.types(text);
      const lines = card.buttons.map(({ data }) => (data as { readonly text: string }).text);
      if (lines.length > 2 && lines.at(-1) === 'help') offered.push({ card, lines });
    }
    const { card, lines } =
      offered.find(one => one.lines.includes('balance')) ?? assert.fail('none is taken for several');
    says(card, 'help.oneOfThese');
    assert.ok(lines.length <= 4, lines.join());
  });

  it('lets a sentence wait for a press that changes something at once, and then does it', async () => {
    const card = await office.types('please post only critical alerts here');
    says(card, 'help.atOnce');
    says(card, 'help.pressIt', { command: 'alerts here critical' });
    assert.deepEqual(await office.tenant.conversations.subscribed(), []);
    await office.presses(card, 'alerts here critical');
    assert.equal((await office.tenant.conversations.subscribed()).length, 1);
  });

  it('offers nothing twice beside an argument that was not understood', async () => {
    const titles = (await office.types('settings foo')).buttons.map(({ title }) => title);
    assert.deepEqual(titles, [say('en', 'button.try', { text: 'settings' }), say('en', 'button.help')]);
  });

  it('of one command begins as a sentence does', async () => {
    const card = await office.types('help usage');
    assert.match(textOf(card), /^(.*\n)*Calls, people and destinations/);
  });
});

interface Element {
  readonly type?: string;
  readonly id?: string;
  readonly text?: string;
  readonly isVisible?: boolean;
  readonly items?: readonly Element[];
  readonly selectAction?: { readonly targetElements: readonly string[] };
}

function elements({ json }: ReadCard): readonly Element[] {
  const all: Element[] = [];
  visit(json, node => void all.push(node));
  return all;
}
