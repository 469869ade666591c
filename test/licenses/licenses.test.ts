import assert from 'node:assert/strict';
import { says, textOf, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('licenses in the conversation', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open();
  });
  afterEach(() => office.close());

  /** Sets up as far as the licenses, presses "Assign to all", and gives the card that is shown while it goes on. */
  const assignsToAll = async () => {
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    const product = String(licenses.inputs[0]?.['value']);
    const pressing = office.presses(licenses, /Assign to all/, { product }, { isLeftAlone: true });
    for (let looks = 0; looks < 1000 && office.clock.waiting < 3; looks += 1) await new Promise(setImmediate);
    office.clock.advance(1300);
    return (await pressing).card;
  };

  const atCredits = async () => {
    await office.setsUp();
    const done = await office.types('setup');
    return (await office.presses(done, 'Credits license')).card;
  };

  it('groups many failures by their reason, and retries those that failed', async () => {
    await office.types('sandbox people 1000');
    const credits = await atCredits();
    assert.match(textOf(credits), /9\d\d of [\d,]+ licenses assigned\. \d\d failed\./);
    const text = textOf(credits);
    for (const reason of [
      'needs another license first',
      'conflicts with',
      'lacks the permission',
      'no longer in the directory',
    ])
      assert.match(text, new RegExp(String.raw`\d+ failed: .*${reason}.* \(.+ and \d+ more\)`));
    assert.match(
      text,
      /no usage location .*Fix in admin center\]\(https:\/\/admin\.microsoft\.com\/adminportal\/home#\/users\)/,
    );
    assert.match(text, /comes from a group .*home#\/groups\)/);
    const again = await office.presses(credits, /Retry failed \(\d\d\)/);
    assert.match(textOf(again.card), /9\d\d of [\d,]+ licenses assigned\. 70 failed\./);
  });

  /** An office in which each product has so many seats left, and to whom anything was written. */
  async function withSeats(
    seats: number,
  ): Promise<{ readonly written: readonly string[]; readonly leave: (seats: number) => void }> {
    await office.close();
    office = new Office();
    const written: string[] = [];
    office.licenses = real => ({
      assign: (asked, ...rest) => {
        written.push(...asked.map(({ personId }) => personId));
        return real.assign(asked, ...rest);
      },
      remove: (...asked) => real.remove(...asked),
      locate: (...asked) => real.locate(...asked),
    });
    await office.open();
    const { directory } = office.tenant;
    const skus = directory.skus.bind(directory);
    const leave = (left: number): void => {
      directory.skus = async () =>
        (await skus()).map(sku => ({
          ...sku,
          seats: { ...sku.seats, enabled: sku.seats.consumed + left, warning: 0 },
        }));
    };
    leave(seats);
    return { written, leave };
  }

  it('offers all as many as there are seats, writes to no more, and says who is left', async () => {
    const { written, leave } = await withSeats(2);
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    const product = String(licenses.inputs[0]?.['value']);
    const done = (await office.presses(licenses, /^Assign to up to 2 of \d+$/, { product })).card;
    assert.equal(written.length, 2);
    assert.match(textOf(done), /2 of 2 licenses assigned\./);
    says(done, 'setup.licenses.noMoreSeats');
    leave(3);
    const { directory } = office.tenant;
    const several = directory.skus.bind(directory);
    directory.skus = async () => (await several()).filter(({ id }) => id === product.split('+')[0]);
    const again = await office.types('setup');
    assert.ok(
      again.buttons.some(({ title }) => /^Assign to 3 of \d+: 3 seats left$/.test(title)),
      again.buttons.map(({ title }) => title).join(),
    );
  });

  it('says of people who were chosen that there was no seat, and writes nothing for them again', async () => {
    const { written, leave } = await withSeats(1);
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    const product = String(licenses.inputs[0]?.['value']);
    const choices = licenses.inputs.find(({ id }) => id === 'people')?.['choices'] as readonly { value: string }[];
    const chosen = choices.slice(0, 3).map(({ value }) => value);
    const done = (await office.presses(licenses, 'Assign to chosen', { product, people: chosen.join() })).card;
    assert.deepEqual(written, chosen.slice(0, 1));
    says(done, 'failure.no-seats');
    leave(0);
    await office.presses(done, /Retry failed/);
    assert.equal(written.length, 1);
  });

  it('counts who holds a suspended product among those who lack one, and offers none of it', async () => {
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    const choices = (id: string) =>
      ((licenses.inputs.find(one => one['id'] === id)?.['choices'] ?? []) as readonly { title: string }[]).map(
        ({ title }) => title,
      );
    assert.ok(choices('people').includes('Lynne Robbins') && choices('people').includes('Nestor Wilke'));
    assert.ok(!choices('product').some(title => title.includes('Business Voice')));
  });

  it('sends people without a usage location to the admin center, and sets it where the bot may', async () => {
    await office.close();
    office = new Office();
    office.mayLocate = true;
    await office.open();
    await office.types('sandbox people 500');
    const credits = await atCredits();
    assert.match(JSON.stringify(credits.json), /adminportal\/home#\/users/);
    const wrong = await office.presses(credits, /Set the location of \d+ and retry/, { country: 'Germany' });
    assert.match(textOf(wrong.card), /two letters/);
    const located = await office.presses(wrong.card, /Set the location/, { country: 'de' });
    assert.match(textOf(located.card), /4\d\d of [\d,]+ licenses assigned\. 30 failed\./);
    assert.doesNotMatch(textOf(located.card), /no usage location/);
  });

  it('keeps the location that somebody was given elsewhere meanwhile', async () => {
    await office.close();
    office = new Office();
    office.mayLocate = true;
    const located: string[] = [];
    office.licenses = real => ({
      assign: (...asked) => real.assign(...asked),
      remove: (...asked) => real.remove(...asked),
      locate: (ids, ...rest) => {
        located.push(...ids);
        return real.locate(ids, ...rest);
      },
    });
    await office.open();
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    const failed = await office.presses(licenses, /Assign to all/, { product: String(licenses.inputs[0]?.['value']) });
    const { directory } = office.tenant;
    const peopleOf = directory.peopleOf.bind(directory);
    directory.peopleOf = async ids => (await peopleOf(ids)).map(one => ({ ...one, usageLocation: 'DE' }));
    await office.presses(failed.card, /Set the location/, { country: 'US' });
    assert.deepEqual(located, []);
  });

  it('offers no location where the bot may not set one', async () => {
    await office.types('sandbox people 500');
    const credits = await atCredits();
    assert.ok(!credits.buttons.some(({ title }) => /location/.test(title)));
  });

  it('finds people by name and address, asks where a name is several people’s, and names nobody it does not find', async () => {
    const unclear = await office.types('assign credits to L, nobody@example.com, adele vance, megan');
    const text = textOf(unclear);
    assert.match(text, /To: Megan Bowen, Adele Vance|To: Adele Vance, Megan Bowen/);
    assert.match(text, /No one named nobody/);
    assert.match(text, /Adele Vance has neither/);
    const [input] = unclear.inputs;
    const options = input?.['choices'] as readonly { readonly title: string; readonly value: string }[];
    assert.ok(options.length > 1 && options.every(({ title }) => /\bL/.test(title)));
    const lee = options.find(({ title }) => title.startsWith('Lee Gu'));
    const given = await office.presses(unclear, 'Assign', { people0: lee?.value ?? '' });
    assert.match(textOf(given.card), /3 of 3 licenses assigned\./);
    const twice = await office.presses(unclear, 'Assign', { people0: options[0]!.value });
    assert.match(textOf(twice.card), /3 of 3 licenses assigned\./);
    const again = await office.types('assign credits to megan');
    assert.match(textOf(again), /Megan Bowen has it already/);
  });

  it('asks about five names at most, and for the address of the others', async () => {
    await office.types('sandbox people 200');
    const review = await office.types('assign credits to Aisha B, Bruno C, Chiara, Dmitri, Elif, Farah, Gustav');
    assert.ok(review.inputs.length <= 5);
    assert.equal(
      review.inputs.length + (textOf(review).match(/could be meant|No one named|To: /g) ?? []).length >= 7,
      true,
    );
  });

  it('gives the license to everyone who lacks it, after a review', async () => {
    const review = await office.types('assign credits to everyone');
    assert.match(textOf(review), /All 1\d who are eligible/);
    const given = await office.presses(review, 'Assign');
    assert.match(textOf(given.card), /1\d of 1\d licenses assigned\./);
    assert.match(textOf(await office.types('assign credits to everyone')), /Everyone eligible has the license/);
  });

  it('shows how far it is while it takes long, and ends with the results, on the same card', async () => {
    await office.close();
    office = new Office();
    let goOn = (): void => undefined;
    const held = new Promise<void>(resolve => (goOn = resolve));
    office.licenses = real => ({
      assign: async (assignments, told, signal) => {
        await real.assign(assignments.slice(0, 5), told, signal);
        await held;
        await real.assign(assignments.slice(5), told, signal);
      },
      remove: (...asked) => real.remove(...asked),
      locate: (...asked) => real.locate(...asked),
    });
    await office.open();
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    const credits = (await office.presses(licenses, 'Continue')).card;
    assert.ok(credits);
    const product = String(licenses.inputs[0]?.['value']);
    const back = (await office.presses(credits, 'Back')).card;
    const pressing = office.presses(back, /Assign to all/, { product }, { isLeftAlone: true });
    for (let looks = 0; looks < 1000 && office.clock.waiting < 3; looks += 1) await new Promise(setImmediate);
    office.clock.advance(1300);
    const shown = (await pressing).card;
    assert.match(textOf(shown), /Assigning: \d of 8 done, 0 failed so far/);
    const elsewhere = await office.types('setup', { isLeftAlone: true });
    assert.match(textOf(elsewhere), /Assigning: \d of 8 done/);
    assert.ok(elsewhere.buttons.some(({ title }) => title === 'Stop'));

    office.clock.advance(5000);
    for (let looks = 0; looks < 1000 && office.connector.sent.length === 0; looks += 1) await new Promise(setImmediate);
    goOn();
    await office.tenant.idle();
    const updates = office.connector.sent.filter(({ method }) => method === 'PUT');
    assert.ok(updates.every(({ path }) => path.endsWith('/m0')));
    assert.match(textOf(office.told().at(-1)!), /7 of 8 licenses assigned\. 1 failed\./);
  });

  it('speaks the language that whoever began it chose, in their own chat', async () => {
    await office.types('alerts here');
    await office.types('language 中文');
    const { assignments, personalChats, progress } = office.tenant;
    const conversation = (await personalChats.of(people.globalAdmin))!;
    const card = { conversation, activityId: 'm0', isSetup: false };
    const asked = { id: 'r', skuIds: ['x'], people: [], card, by: people.globalAdmin };
    await progress.catchUp('credits', await assignments.begin('credits', asked));
    says(office.told().at(-1)!, 'assign.title', {}, 'zh-CN');
  });

  it('says so where something else is being given when a location is to be set', async () => {
    await office.close();
    office = new Office();
    office.mayLocate = true;
    await office.open();
    const { assignments, drafts } = office.tenant;
    const licenses = (await office.presses(await office.types('setup'), /Prepaid/)).card;
    const product = String(licenses.inputs[0]?.['value']);
    await office.presses(licenses, /Assign to all/, { product });
    const run = (await assignments.read('licenses'))!;
    assert.deepEqual(
      run.failed.map(({ reason }) => reason),
      ['no-usage-location'],
    );
    const people = [{ id: 'somebody', name: 'Somebody', skuIds: run.skuIds }];
    await assignments.begin('licenses', { id: 'other', skuIds: run.skuIds, people, card: null, isAgain: true });
    const { version } = (await drafts.read())!;
    const pressed = await office.invokes('setup-locate', { version, country: 'US' }, { isLeftAlone: true });
    assert.match(textOf(pressed.card), /Other licenses are being assigned or removed/);
  });

  it('does not show the end before the answer to the press has arrived, which would replace it', async () => {
    await office.close();
    office = new Office();
    let goOn = (): void => undefined;
    const held = new Promise<void>(resolve => (goOn = resolve));
    office.licenses = real => ({
      assign: async (...asked) => {
        await held;
        await real.assign(...asked);
      },
      remove: (...asked) => real.remove(...asked),
      locate: (...asked) => real.locate(...asked),
    });
    await office.open();
    await assignsToAll();
    goOn();
    const isDone = async (): Promise<boolean> => (await office.tenant.assignments.read('licenses'))?.state === 'done';
    for (let looks = 0; looks < 10_000 && !(await isDone()); looks += 1) await new Promise(setImmediate);
    for (let looks = 0; looks < 200; looks += 1) await new Promise(setImmediate);
    assert.deepEqual([await isDone(), office.connector.sent.length], [true, 0]);
    office.clock.advance(3000);
    await office.tenant.idle();
    assert.match(textOf(office.told().at(-1)!), /7 of 8 licenses assigned\. 1 failed\./);
  });

  it('says for about how long Microsoft’s limit holds it up, and tells the end of a long run as a message', async () => {
    await office.close();
    office = new Office();
    let goOn = (): void => undefined;
    const held = new Promise<void>(resolve => (goOn = resolve));
    office.licenses = real => ({
      assign: async (assignments, told, signal, onWait) => {
        await real.assign(assignments.slice(0, 3), told, signal);
        onWait?.(125_000);
        await held;
        await real.assign(assignments.slice(3), told, signal);
      },
      remove: (...asked) => real.remove(...asked),
      locate: (...asked) => real.locate(...asked),
    });
    await office.open();
    const shown = await assignsToAll();
    const isLimited = async (): Promise<boolean> =>
      typeof (await office.tenant.assignments.read('licenses'))?.limitedUntil === 'number';
    for (let looks = 0; looks < 10_000 && !(await isLimited()); looks += 1) await new Promise(setImmediate);
    const refreshed = async (): Promise<ReadCard> =>
      (await office.presses(shown, 'Refresh', {}, { isLeftAlone: true })).card;
    says(await refreshed(), 'setup.progressLimitedFor', { minutes: 3 });
    office.clock.advance(90_000);
    says(await refreshed(), 'setup.progressLimited');
    goOn();
    office.clock.advance(40_000);
    await office.tenant.idle();
    const [card, message] = office.told().slice(-2);
    assert.match(textOf(card!), /Step 2 of 4[\s\S]*Nov 22, 2026.*7 of 8 licenses assigned\. 1 failed\./);
    assert.match(textOf(message!), /Who can use credits\n7 of 8 licenses assigned\. 1 failed\./);
  });

  it('stops when told to, says how many are left, and goes on with them', async () => {
    await office.close();
    office = new Office();
    office.licenses = real => ({
      assign: async (assignments, told, signal) => {
        await real.assign(assignments.slice(0, 3), told, signal);
        if (assignments.length > 5)
          await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve()));
        await real.assign(assignments.slice(3), told, signal);
      },
      remove: (...asked) => real.remove(...asked),
      locate: (...asked) => real.locate(...asked),
    });
    await office.open();
    const shown = await assignsToAll();
    office.clock.advance(4000);
    const stopped = await office.presses(shown, 'Stop');
    assert.match(textOf(stopped.card), /3 of 8 licenses assigned\. Stopped, 5 left\./);
    const on = await office.presses(stopped.card, 'Go on with the 5 left');
    assert.match(textOf(on.card), /7 of 8 licenses assigned\. 1 failed\./);
  });

  it('may be given by a License Administrator, and not by a Billing Administrator', async () => {
    const may = await office.types('assign credits to everyone', { as: people.licenseAdmin });
    assert.match(textOf(may), /All 1\d/);
    assert.match(
      textOf(await office.types('assign credits to everyone', { as: people.billingAdmin })),
      /You need a different role/,
    );
  });

  it('speaks Chinese', async () => {
    const review = await office.types('分配点数给 所有人', { locale: 'zh-CN' });
    assert.match(textOf(review), /符合条件但未分配许可证的全部 1\d 位用户/);
    assert.match(textOf(await office.types('许可证', { locale: 'zh-CN' })), /自动助理和呼叫队列/);
  });
});
