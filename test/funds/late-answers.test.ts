import assert from 'node:assert/strict';
import type { Payments } from '../../bot/ports/index.ts';
import { changedGateway } from '../support/changed-gateway.ts';
import { gatewayDrivers } from '../support/gateways.ts';
import { Payer } from '../support/payer.ts';

const declined = { kind: 'declined', code: 'declined' } as const;

describe('an answer of a gateway that was long on its way', () => {
  /** The charge is paid, then taken back, before its answer arrives; what of it is told is heard before, too. */
  async function answeredLate(told: readonly ('paid' | 'declined')[], changed: Partial<Payments> = {}): Promise<Payer> {
    const { gateway, clock } = gatewayDrivers[1]!.open();
    const payer = new Payer(
      { gateway, clock },
      changedGateway(gateway, {
        charge: async asked => {
          const answer = await gateway.charge(asked);
          for (const outcome of [{ kind: 'paid' }, declined] as const) {
            gateway.onNotice(async notice => {
              if (told.includes(outcome.kind)) await payer.events.take(notice);
            });
            await gateway.decideLast(outcome);
          }
          return answer;
        },
        ...changed,
      }),
    );
    await payer.opens();
    await payer.orders();
    return payer;
  }

  it('wins nothing back that was taken back meanwhile', async () => {
    assert.equal(await (await answeredLate(['paid', 'declined'])).stands(), 'taken-back 0');
  });

  it('opens no lot where it was heard already that the money is gone', async () => {
    assert.equal(await (await answeredLate(['declined'])).stands(), 'ended 0');
  });

  it('is kept for later where the gateway cannot be asked whether it holds', async () => {
    let asked = 0;
    const payer = await answeredLate(['declined'], {
      outcomeOf: () => {
        asked += 1;
        // The first question is about what it has told.
        return asked === 2 ? Promise.reject(new Error('502 Bad Gateway')) : Promise.resolve(declined);
      },
    });
    assert.equal(await payer.stands(), 'unknown 0');
    await payer.resumes();
    assert.equal(await payer.stands(), 'ended 0');
  });
});
