import assert from 'node:assert/strict';
import { creditsSkuId } from '../../core/index.ts';
import { says, textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('removing the credits license', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office().open();
  });
  afterEach(() => office.close());

  const holds = async (name: string): Promise<boolean> => {
    const all = await office.tenant.directory.people();
    return all.some(one => one.name === name && one.licenses.some(({ skuId }) => skuId === creditsSkuId));
  };
  const gives = async (names: string): Promise<void> => {
    await office.presses(await office.types(`assign credits to ${names}`), 'Assign');
  };

  it('says first from whom and what it means, removes it at the press, and shows the result on every further press', async () => {
    await gives('Isaiah Langer, Patti Fernandez');
    const review = await office.types('remove credits from Isaiah Langer and Patti, nobody@example.com, Lee Gu');
    assert.match(textOf(review), /Remove it from: Isaiah Langer, Patti Fernandez/);
    says(review, 'remove.effect');
    says(review, 'remove.lacks', { name: 'Lee Gu' });
    assert.match(textOf(review), /No one named nobody/);
    assert.deepEqual([await holds('Isaiah Langer'), await holds('Patti Fernandez')], [true, true]);
    const done = await office.presses(review, 'Remove');
    assert.match(textOf(done.card), /2 of 2 licenses removed\./);
    assert.deepEqual([await holds('Isaiah Langer'), await holds('Patti Fernandez')], [false, false]);
    const given = await office.types('assign credits to Isaiah Langer');
    await office.presses(given, 'Assign');
    // An old card does nothing more, whatever has been given or taken since.
    assert.match(textOf((await office.presses(review, 'Remove')).card), /2 of 2 licenses removed\./);
    assert.equal(await holds('Isaiah Langer'), true);
    await office.presses(await office.types('remove credits from Isaiah Langer'), 'Remove');
    assert.match(textOf((await office.presses(given, 'Assign')).card), /1 of 1 licenses assigned\./);
    assert.match(textOf((await office.presses(review, 'Remove')).card), /2 of 2 licenses removed\./);
    assert.equal(await holds('Isaiah Langer'), false);
  });

  it('finds people by typing, pasted lists and mentions, and asks where a name is several people’s', async () => {
    await gives('Isaiah Langer, Patti Fernandez, Lee Gu, Lidia Holloway');
    const mention = {
      type: 'mention',
      text: '<at>Zaya</at>',
      mentioned: { id: '29:z', name: 'Zaya', aadObjectId: people.billingAdmin },
    };
    const mentioned = await office.types('remove credits from <at>Zaya</at>', { entities: [mention] });
    assert.match(textOf(mentioned), /Remove it from: Isaiah Langer/);
    const pasted = await office.types(
      'remove credits from\nLee Gu <leeg@contoso.example>; "Fernandez, Patti" <pattif@contoso.example>',
    );
    assert.match(textOf(pasted), /Remove it from: Lee Gu, Patti Fernandez/);
    const unclear = await office.types('remove credits from L');
    const options = unclear.inputs[0]?.['choices'] as readonly { readonly title: string; readonly value: string }[];
    const lidia = options.find(({ title }) => title.startsWith('Lidia'))!;
    assert.match(
      textOf((await office.presses(unclear, 'Remove', { people0: lidia.value })).card),
      /1 of 1 licenses removed\./,
    );
    const asked = await office.types('remove credits');
    says(asked, 'remove.searchText');
    const known = asked.inputs[0]?.['choices'] as readonly { readonly title: string; readonly value: string }[];
    assert.deepEqual(known.map(({ title }) => title).includes('Lidia Holloway'), false);
    const lee = known.find(({ title }) => title === 'Lee Gu')!;
    assert.match(
      textOf((await office.presses(asked, 'Remove', { searched: lee.value })).card),
      /1 of 1 licenses removed\./,
    );
    const nobody = await office.types('remove credits');
    says((await office.presses(nobody, 'Remove')).card, 'setup.licenses.nobodyChosen');
    says(await office.types('remove credits from everyone'), 'assign.nobody', { name: 'everyone' });
    for (const [text, locale] of [
      ['please take the credits license away from everyone', 'en-US'],
      ['请收回所有人的点数', 'zh-CN'],
    ] as const) {
      // It asks from whom: nobody is called so.
      assert.match(textOf(await office.types(text, { locale })), /Who is to lose it|移除哪些用户的许可证/, text);
    }
    const many = Array.from({ length: 60 }, (_, index) => `p${index}@x.example`).join(', ');
    says(await office.types(`remove credits from ${many}`), 'remove.usage');
  });

  it('says of whoever has it through a group that it cannot be removed here, and writes nothing for them', async () => {
    await gives('Isaiah Langer');
    const { directory } = office.tenant;
    const peopleOf = directory.peopleOf.bind(directory);
    directory.peopleOf = async ids =>
      (await peopleOf(ids)).map(one => ({
        ...one,
        licenses: one.licenses.map(held => ({ ...held, isByGroup: true })),
      }));
    const review = await office.types('remove credits from Isaiah Langer');
    says(review, 'remove.byGroup', { name: 'Isaiah Langer' });
    assert.deepEqual(
      review.buttons.filter(({ verb }) => verb === 'remove-credits'),
      [],
    );
  });

  it('tells of each for whom it failed, and tries those again as they are then', async () => {
    await office.close();
    office = new Office();
    let isBusy = true;
    office.licenses = real => ({
      assign: (...asked) => real.assign(...asked),
      remove: (asked, onResult, signal) => {
        const busy = isBusy ? asked.filter((_one, index) => index > 0) : [];
        for (const { personId } of busy) onResult(personId, { ok: false, refusal: 'too-busy' });
        return real.remove(
          asked.filter(one => !busy.includes(one)),
          onResult,
          signal,
        );
      },
      locate: (...asked) => real.locate(...asked),
    });
    await office.open();
    await gives('Isaiah Langer, Patti Fernandez, Lee Gu');
    const review = await office.types('remove credits from Isaiah Langer, Patti Fernandez, Lee Gu');
    const { card } = await office.presses(review, 'Remove');
    assert.match(
      textOf(card),
      /1 of 3 licenses removed\. 2 failed\.\n- 2 failed: Microsoft Graph was too busy \(Patti Fernandez, Lee Gu\)\. Retry/,
    );
    isBusy = false;
    const again = await office.presses(card, 'Try 2 again');
    assert.match(textOf(again.card), /3 of 3 licenses removed\./);
    assert.match(textOf((await office.presses(card, 'Try 2 again')).card), /3 of 3 licenses removed\./);
    assert.deepEqual([await holds('Patti Fernandez'), await holds('Lee Gu')], [false, false]);
  });

  it('is followed by its card while it takes long, and nobody assigns meanwhile', async () => {
    await office.close();
    office = new Office();
    let goOn = (): void => undefined;
    const held = new Promise<void>(resolve => (goOn = resolve));
    office.licenses = real => ({
      assign: (...asked) => real.assign(...asked),
      remove: async (asked, onResult, signal, onWait) => {
        onWait?.(125_000);
        await held;
        await real.remove(asked, onResult, signal);
      },
      locate: (...asked) => real.locate(...asked),
    });
    await office.open();
    await gives('Isaiah Langer, Patti Fernandez');
    const review = await office.types('remove credits from Isaiah Langer, Patti Fernandez');
    const pressing = office.presses(review, 'Remove', {}, { isLeftAlone: true });
    const answered = new AbortController();
    void pressing.then(() => answered.abort());
    while (!answered.signal.aborted) {
      await new Promise(setImmediate);
      if ((await office.tenant.assignments.read('credits'))?.deed === 'take') office.clock.advance(10);
    }
    const shown = (await pressing).card;
    assert.match(textOf(shown), /Removing: 0 of 2 done, 0 failed so far/);
    says(shown, 'setup.progressLimitedFor', { minutes: 3 });
    const other = await office.types('assign credits to Lee Gu', { isLeftAlone: true, as: people.licenseAdmin });
    const refused = await office.presses(other, 'Assign', {}, { isLeftAlone: true, as: people.licenseAdmin });
    says(refused.card, 'assign.busy');
    goOn();
    await office.clock.carryOut(office.tenant.idle(), () => false);
    assert.match(textOf(await office.types('licenses')), /2 of 2 licenses removed\./);
    assert.deepEqual([await holds('Isaiah Langer'), await holds('Patti Fernandez')], [false, false]);
  });

  it('leaves set-up with what it says of who lacks the license, and nothing to try again there', async () => {
    await office.skipsSetUp();
    await office.presses(await office.types('remove credits from Isaiah Langer'), 'Remove');
    const { card } = await office.presses(await office.types('setup'), 'Credits license');
    assert.doesNotMatch(textOf(card), /licenses (?:removed|assigned)/);
  });

  it('may be done by a License Administrator, and not by a Billing Administrator', async () => {
    await gives('Patti Fernandez');
    says(await office.types('remove credits from Patti', { as: people.billingAdmin }), 'deny.title');
    const review = await office.types('remove credits from Patti', { as: people.licenseAdmin });
    const denied = await office.presses(review, 'Remove', {}, { as: people.reader });
    assert.match(denied.text, /needs one of these roles: .*License Administrator/);
    assert.equal(await holds('Patti Fernandez'), true);
  });

  it('speaks Chinese', async () => {
    await gives('Patti Fernandez');
    const review = await office.types('移除点数许可证 Patti Fernandez', { locale: 'zh-CN' });
    says(review, 'remove.named', { names: 'Patti Fernandez' }, 'zh-CN');
  });
});
