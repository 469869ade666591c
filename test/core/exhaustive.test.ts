import assert from 'node:assert/strict';
import type { Command } from '../../core/index.ts';
import { alphabets } from './exhaustive/alphabets.ts';
import { explore } from './exhaustive/explore.ts';

// The nightly run tries longer ones: npm run laws -- exhaustive.

describe('every short history', () => {
  for (const alphabet of alphabets) {
    it(`is decided and verifies: ${alphabet.name}`, () => {
      const explored = explore({ alphabet, depth: 2 });
      assert.equal(explored.found, undefined);
      assert.ok(explored.histories > 50);
    });

    it(`is met when states that are equal are folded together: ${alphabet.name}`, () => {
      const explored = explore({ alphabet, depth: 3, isFolded: true });
      assert.equal(explored.found, undefined);
      assert.ok(explored.folded > 0);
    }).timeout(30_000);
  }

  it('with a fault in it is found, whatever the letters before it', () => {
    const { found } = explore({
      alphabet: alphabets[0]!,
      depth: 3,
      judge: entries => {
        const kinds = entries.map(({ kind }) => kind);
        return kinds.indexOf('balance-reconciled') > kinds.indexOf('credits-charged-back') &&
          kinds.includes('credits-charged-back')
          ? 'planted'
          : undefined;
      },
    });
    assert.deepEqual(found, { history: ['buy@0', 'charge-back1', 'reconcile@0'], why: 'planted' });
  });

  it('has every kind of command meet every other', () => {
    // Fails to compile when a kind is added that is not named here. A wallet is opened once, before everything.
    const all: Record<Exclude<Command['kind'], 'open-wallet'>, true> = {
      buy: true,
      draw: true,
      answer: true,
      refund: true,
      'charge-back': true,
      reconcile: true,
      reverse: true,
      order: true,
      settle: true,
      link: true,
      decline: true,
      cancel: true,
      'leave-unknown': true,
      'set-rule': true,
      'set-thresholds': true,
      'set-payment-method': true,
      'set-backup-method': true,
      'catch-up': true,
      'pay-after-use': true,
      'note-import': true,
      'erase-rows': true,
      'move-clock': true,
      'adopt-mode': true,
      'set-approval-limit': true,
      'remove-licenses': true,
      'ask-approval': true,
      'ask-and-approve': true,
      approve: true,
      'decline-approval': true,
      'withdraw-approval': true,
    };
    const kinds = Object.keys(all);
    const apart = kinds.flatMap(one =>
      kinds.filter(other => {
        const meet = alphabets.some(({ letters }) =>
          [one, other].every(kind => letters.some(letter => letter.kind === kind)),
        );
        return !meet;
      }),
    );
    assert.deepEqual(apart, []);
  });
});
