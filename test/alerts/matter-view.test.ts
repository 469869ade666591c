import assert from 'node:assert/strict';
import { alertKinds, minuteMs, type Matter, type Wallet } from '../../core/index.ts';
import { matterSummary } from '../../bot/alerts/matter-summary.view.ts';
import { matterView } from '../../bot/alerts/matter.view.ts';
import type { ShownHow, Surroundings } from '../../bot/alerts/matter-surroundings.ts';
import { shownMattersSummary, shownMattersView } from '../../bot/alerts/shown-matters.view.ts';
import { speechFor, type Speech } from '../../bot/chat/speech.ts';
import { mentionText } from '../../cards/escape.ts';
import { languages } from '../../cards/words.ts';
import { matterStates } from '../cards/matter-states.ts';
import { money } from '../support/builders.ts';
import { faultsOf, readCard, textOf, visit } from '../support/card.ts';
import { schemaFaultsOf } from '../support/card-schema.ts';
import { evening, kinds, knownAround, lives, matterOf, thereafter, walletWith } from '../support/made-matters.ts';

const speechIn = (language: Speech['language']): Speech =>
  speechFor({ language, timeZone: 'Europe/Berlin', isSandbox: false });
const english = speechIn('en');
const low = walletWith(money('$12.30'));
const shown: ShownHow = { hasMoved: false, showsAmounts: true };
const beside = (how: Partial<ShownHow> = {}, wallet: Wallet | undefined = low): Surroundings => ({
  ...{ ...shown, ...how },
  around: knownAround(wallet),
});
const drawn = (matter: Matter, surroundings: Surroundings = beside(), speech = english) =>
  readCard(matterView(speech, matter, surroundings));
const titlesOf = (card: ReturnType<typeof readCard>): readonly string[] => card.buttons.map(({ title }) => title);

/** Everything that somebody may see or hear of it. */
function allSaid(speech: Speech, matter: Matter, surroundings: Surroundings): string {
  const card = matterView(speech, matter, surroundings);
  return [textOf(readCard(card)), card['speak'], matterSummary(speech, matter, surroundings)].join('\n');
}

describe('the card of a matter', () => {
  it('is one that Teams draws, in every state and language, with six actions at most', () => {
    for (const language of languages)
      for (const { card, state, json } of matterStates(speechIn(language))) {
        const name = `${card}, ${state}, ${language}`;
        assert.deepEqual([...schemaFaultsOf(json), ...faultsOf(json)], [], name);
        const actions: unknown[] = [];
        visit(json, node => {
          for (const one of (node['actions'] ?? []) as unknown[]) actions.push(one);
        });
        assert.ok(actions.length <= 6, name);
      }
  });

  it('says of each kind what that one is about', () => {
    const texts = kinds
      .filter(kind => kind !== 'fraud-suspected')
      .map(kind => drawn(matterOf(kind)).texts.slice(2).join(' '));
    assert.deepEqual(
      texts.filter((text, index) => texts.indexOf(text) !== index),
      [],
    );
    const cards = kinds.filter(kind => drawn(matterOf(kind)).texts.some(text => text.includes('is good until')));
    assert.deepEqual(cards, ['card-expires', 'secret-expires']);
  });

  it('says what is amiss, what stops, for how many, until when, and what happens next', () => {
    assert.deepEqual(drawn(matterOf('low-balance')).texts, [
      'Low balance',
      'Warning',
      'The balance is $12.30, below $20.00. When nothing is left, toll-free, dial-out and international calls may stop.',
      'Auto-recharge adds $50.00 after 19:57.',
      'Lasts until: about Dec 3, 2026',
      'People who can call: 1,204',
      'Since Nov 26, 2026, 19:30 UTC+1',
    ]);
  });

  const next: Readonly<Record<string, readonly [Partial<Wallet>, RegExp]>> = {
    'it is off': [{ rule: { ...low.rule!, isOn: false } }, /is off: nothing is added until somebody adds funds/],
    'it is paused': [{ memory: { ...low.memory, declinesInRow: 9 } }, /paused after repeated declines/],
    'its limit is reached': [
      {
        rule: { ...low.rule!, monthlyCap: money('$50') },
        memory: { ...low.memory, coolUntil: 0, month: '2026-11', requestedInMonth: money('$50') },
      },
      /Nothing is added before Dec 1/,
    ],
    'nothing holds it back': [{ memory: { ...low.memory, coolUntil: 0 } }, /adds \$50\.00 in a moment/],
    'the balance is above its own threshold': [
      walletWith(money('$35')),
      /adds \$50\.00 when the balance falls below \$20\.00/,
    ],
  };
  for (const [what, [wallet, expected]] of Object.entries(next))
    it(`says what auto-recharge does next where ${what}`, () =>
      assert.match(textOf(drawn(matterOf('low-balance'), beside({}, { ...low, ...wallet }))), expected));

  it('tells what the matter itself knows where nothing can be read beside it', () => {
    const matter = matterOf('low-balance', { next: { amount: money('$50'), at: evening + 27 * minuteMs } });
    const text = textOf(drawn(matter, shown));
    assert.match(text, /The balance is \$12\.30, below \$20\.00/);
    assert.match(text, /adds \$50\.00 after 19:57/);
    assert.doesNotMatch(text, /who can call|Lasts until/);
  });

  it('says as of when it is what it works out of usage while that is not imported', () => {
    const around = { ...knownAround(low), usageUntil: evening - 48 * 60 * minuteMs };
    assert.match(textOf(drawn(matterOf('low-balance'), { ...shown, around })), /This is as of Nov 24, 19:30/);
    assert.doesNotMatch(textOf(drawn(matterOf('import-stalled'), { ...shown, around })), /This is as of/);
    assert.match(matterSummary(english, matterOf('low-balance'), { ...shown, around }), /, as of Nov 24, 19:30$/);
    for (const kind of ['lot-expires', 'budget-reached', 'minutes-used', 'unusual-spend', 'fraud-suspected'] as const) {
      const matter = matterOf(kind);
      assert.match(textOf(drawn(matter, { ...shown, around })), /This is as of Nov 24, 19:30/, kind);
      assert.doesNotMatch(matterSummary(english, matter, { ...shown, around }), /^, as of|: , as of/, kind);
    }
    const never = { ...around, usageUntil: null };
    assert.match(textOf(drawn(matterOf('balance-zero'), { ...shown, around: never })), /No call is in it yet/);
  });

  it('names a country in the language of whoever reads it', () => {
    assert.match(textOf(drawn(matterOf('fraud-suspected'))), /calls to Latvia/);
    assert.match(textOf(drawn(matterOf('fraud-suspected'), beside(), speechIn('zh-CN'))), /拨往拉脱维亚的/);
  });

  it('has one first choice, which mends it', () => {
    const first = (matter: Matter, wallet = low): string | undefined => {
      const card = drawn(matter, beside({}, wallet));
      let title: string | undefined;
      visit(card.json, node => {
        if (node['style'] === 'positive') title = String(node['title']);
      });
      return title;
    };
    assert.deepEqual(
      Object.fromEntries(
        kinds.flatMap(kind => {
          const title = first(matterOf(kind));
          return title === undefined ? [] : [[kind, title]];
        }),
      ),
      {
        'low-balance': 'Add funds',
        'runs-out': 'Add $120.00',
        'balance-zero': 'Add funds',
        'recharge-expected': 'It came as expected',
        'recharge-not-come': 'It came after all',
        'order-unconfirmed': 'I have bought it',
        'order-unknown': 'It was charged',
        'recharge-unknown': 'It was charged',
        'cap-reached': 'Change the limit',
        'recharge-failed': 'Add funds',
        'payment-taken-back': 'Add funds',
        'licenses-missing': 'Assign the license',
        'unusual-spend': 'Stop paid calls',
        'card-expires': 'Change payment method',
        'documents-unsent': 'Monthly documents',
        'fraud-suspected': 'Stop paid calls',
        'import-stalled': 'Import now',
        'ledger-damaged': 'Check the ledger',
      },
    );
    const paused = { ...low, memory: { ...low.memory, declinesInRow: 9 } };
    assert.equal(first(matterOf('recharge-failed'), paused), 'Try again');
  });

  it('can be acknowledged once, and put off, while it lasts', () => {
    for (const kind of kinds) {
      const isNews = alertKinds[kind].subject === 'news';
      const [raised, seen, over] = [lives.raised, lives.acknowledged, lives.recovered].map(live =>
        live(matterOf(kind)),
      );
      const verbs = (matter: Matter): readonly string[] =>
        drawn(matter)
          .buttons.map(({ verb }) => verb)
          .filter(verb => verb === 'acknowledge' || verb === 'snooze')
          .toSorted();
      assert.deepEqual(verbs(raised!), isNews ? [] : ['acknowledge', 'snooze'], kind);
      if (isNews) continue;
      assert.deepEqual(verbs(seen!), ['snooze'], kind);
      assert.deepEqual(verbs(over!), [], kind);
    }
  });

  it('sends for how long it is put off', () => {
    const card = drawn(matterOf('low-balance'));
    assert.deepEqual(
      card.inputs.map(({ id, value }) => [id, value]),
      [['for', '1h']],
    );
    assert.deepEqual(card.buttons.find(({ verb }) => verb === 'snooze')?.data, { matter: 'matter-1' });
  });

  it('is green once it is over, says since when, and what was added', () => {
    const [lot] = low.pool.lots;
    const fresh = { ...lot!, id: 'lot-2', boughtAt: evening + 20 * minuteMs, amount: money('$50'), drawn: 0 };
    const wallet = { ...low, pool: { ...low.pool, lots: [lot!, fresh] } };
    const around = knownAround(wallet, { now: evening + 60 * minuteMs });
    const card = drawn(lives.recovered(matterOf('balance-zero')), { ...shown, around });
    assert.deepEqual(card.texts.slice(0, 3), [
      'No credits left, calls may stop',
      'Over since 20:14',
      '$50.00 was added. The balance is $62.30.',
    ]);
    assert.ok(JSON.stringify(card.json).includes('"style":"good"'));
    assert.deepEqual(titlesOf(card), ['Balance']);
  });

  it('points to its later message once it has moved, and can do nothing', () => {
    const card = drawn(matterOf('low-balance'), beside({ hasMoved: true }));
    assert.deepEqual(card.texts, ['Low balance', 'Continues in a later message', 'Nov 26, 2026, 19:30 UTC+1']);
    assert.deepEqual([card.buttons, card.inputs], [[], []]);
  });

  it('tells what has happened, by whom, and folds what is more than four', () => {
    const told = thereafter(
      lives.snoozed(lives.acknowledged(matterOf('low-balance'))),
      evening + 10 * minuteMs,
      'balance-zero',
    );
    const over = thereafter(lives.escalated(told), evening + 44 * minuteMs);
    const card = drawn(over);
    assert.deepEqual(card.texts.slice(3, -1), [
      'Show earlier (2)',
      '19:30: Low balance',
      String.raw`19:34: Acknowledged by Ana \*Silva\*`,
      '19:36: Snoozed until Nov 30, 09:00 by 王小明 $\\{title\\}',
      '19:40: Got worse: No credits left, calls may stop',
      '20:00: Not acknowledged in time: others were told',
      '20:14: Over',
    ]);
  });

  it('names whom it calls in the text that notifies them, and does not read that aloud', () => {
    const mentions = [{ kind: 'person', id: '1', text: mentionText('Ana <Silva>') }] as const;
    const card = matterView(english, matterOf('balance-zero'), beside({ mentions }));
    assert.ok(readCard(card).texts.includes('For <at>Ana Silva</at>'));
    assert.doesNotMatch(String(card['speak']), /Ana/);
  });
});

describe('a matter where amounts are not to be seen', () => {
  const times = /\d{1,2}:\d{2}|(?:Nov|Dec) \d{1,2}(?:, 20\d\d)?|(?:20\d\d年)?\d{1,2}月\d{1,2}日|UTC[+-]\d+/g;

  for (const language of languages)
    it(`is told without a figure or a name, in ${language}`, () => {
      const speech = speechIn(language);
      for (const kind of kinds)
        for (const [state, live] of Object.entries(lives))
          for (const wallet of [low, walletWith(money('$35')), undefined]) {
            const matter = live(matterOf(kind));
            const said = allSaid(speech, matter, beside({ showsAmounts: false }, wallet));
            assert.doesNotMatch(said.replaceAll(times, ''), /\d|\$|Silva|王小明/, `${kind}, ${state}`);
          }
    });
});

describe('the notification of a matter', () => {
  it('says how bad it is, what it is, and the figures', () => {
    const summary = (matter: Matter, speech = english): string => matterSummary(speech, matter, beside());
    assert.equal(summary(matterOf('low-balance')), 'Warning: Low balance. $12.30 left, below $20.00');
    assert.equal(summary(matterOf('low-balance'), speechIn('zh-CN')), '警告：余额偏低。剩余 US$12.30，低于 US$20.00');
    assert.equal(summary(matterOf('ledger-damaged')), 'Critical: The ledger is damaged');
    assert.equal(summary(lives.recovered(matterOf('low-balance'))), 'Over: Low balance');
  });

  it('has 120 characters at most, however long the amounts are', () => {
    const huge = walletWith(9_007_199_254_740_991 - 1);
    for (const language of languages)
      for (const kind of kinds) {
        const matter = matterOf(kind, { amount: 9_007_199_254_740_991, threshold: 9_007_199_254_740_991 });
        const around = { ...knownAround(huge), usageUntil: evening };
        const summary = matterSummary(speechIn(language), matter, { ...shown, around });
        assert.ok(summary.length <= 120, summary);
        assert.doesNotMatch(summary, /[.。]$/);
      }
  });
});

describe('what quiet hours held', () => {
  const held = [
    { matter: matterOf('recharge-succeeded'), surroundings: beside() },
    { matter: lives.recovered(matterOf('recharge-failed')), surroundings: beside() },
    { matter: lives.acknowledged(matterOf('import-stalled')), surroundings: beside() },
    { matter: matterOf('low-balance'), surroundings: beside() },
  ] as const;

  it('is one card, the worst first, each acknowledged by itself', () => {
    const card = readCard(shownMattersView(english, held));
    const isTitle = (text: string): boolean =>
      /^(?:While it was quiet|Low balance|Usage is not|Recharge (?:failed|succ))/.test(text);
    assert.deepEqual(card.texts.filter(isTitle), [
      'While it was quiet',
      'Usage is not being imported',
      'Low balance',
      'Recharge succeeded',
      'Recharge failed',
    ]);
    assert.deepEqual(
      card.buttons.map(({ verb, data }) => [verb, data]),
      [['acknowledge', { matter: held[3].matter.id }]],
    );
    assert.ok((card.json as { speak: string }).speak.includes('Warning: Low balance'));
  });

  it('is told by its titles, or by the first and how many more', () => {
    assert.equal(
      shownMattersSummary(english, held),
      'While it was quiet: Usage is not being imported, Low balance, Recharge succeeded, Recharge failed',
    );
    const many = [...held, ...held] as unknown as typeof held;
    assert.equal(shownMattersSummary(english, many), 'While it was quiet: Usage is not being imported and 7 more');
    assert.equal(shownMattersSummary(english, [held[3]]), matterSummary(english, held[3].matter, beside()));
  });

  it('of one is the card of that one', () =>
    assert.deepEqual(shownMattersView(english, [held[3]]), matterView(english, held[3].matter, beside())));
});
