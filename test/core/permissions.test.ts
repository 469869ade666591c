import assert from 'node:assert/strict';
import { permit, roleTemplates, type Deed, type RoleName } from '../../core/index.ts';

describe('permissions', () => {
  const allowed: Readonly<Record<RoleName, readonly Deed[]>> = {
    globalAdministrator: ['look', 'licenses', 'money', 'subscribe', 'setup'],
    billingAdministrator: ['look', 'money', 'subscribe', 'setup'],
    licenseAdministrator: ['look', 'licenses', 'subscribe', 'setup'],
    userAdministrator: ['look', 'licenses', 'subscribe', 'setup'],
    teamsAdministrator: ['look', 'subscribe'],
    globalReader: ['look', 'subscribe'],
  };
  const deeds: readonly Deed[] = ['look', 'licenses', 'money', 'subscribe', 'setup'];

  for (const [role, may] of Object.entries(allowed))
    it(`let a ${role} do ${may.join(', ')}, and nothing else`, () =>
      assert.deepEqual(
        deeds.filter(deed => permit(deed, new Set([roleTemplates[role as RoleName]])).ok),
        may,
      ));

  it('are denied to everybody else, with the roles of which one would be enough', () =>
    assert.deepEqual(permit('money', new Set(['another-role'])), {
      ok: false,
      refusal: { kind: 'role-needed', deed: 'money', oneOf: ['globalAdministrator', 'billingAdministrator'] },
    }));
});
