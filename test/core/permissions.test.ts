import assert from 'node:assert/strict';
import { permit, rights, roleTemplates, type Deed, type Right, type RoleName } from '../../core/index.ts';

const deeds: readonly Deed[] = ['look', 'detail', 'licenses', 'money', 'subscribe', 'setup'];
const nothing = { roles: new Set<string>(), rights: new Set<Right>() };

describe('permissions', () => {
  const byRole: Readonly<Record<RoleName, readonly Deed[]>> = {
    globalAdministrator: ['look', 'detail', 'licenses', 'money', 'subscribe', 'setup'],
    billingAdministrator: ['look', 'detail', 'money', 'subscribe', 'setup'],
    licenseAdministrator: ['look', 'licenses', 'subscribe', 'setup'],
    userAdministrator: ['look', 'licenses', 'subscribe', 'setup'],
    teamsAdministrator: ['look', 'detail', 'subscribe'],
    globalReader: ['look', 'subscribe'],
  };
  const byRight: Readonly<Record<Right, readonly Deed[]>> = {
    look: ['look', 'subscribe'],
    detail: ['look', 'detail', 'subscribe'],
    licenses: ['look', 'licenses', 'subscribe', 'setup'],
    money: ['look', 'money', 'subscribe', 'setup'],
    approve: ['look', 'subscribe'],
  };

  for (const [role, may] of Object.entries(byRole))
    it(`let a ${role} do ${may.join(', ')}, and nothing else`, () => {
      const held = { ...nothing, roles: new Set([roleTemplates[role as RoleName]]) };
      assert.deepEqual(
        deeds.filter(deed => permit(deed, held).ok),
        may,
      );
    });

  for (const right of rights)
    it(`let whoever was given the right ${right} do ${byRight[right].join(', ')}, and nothing else`, () =>
      assert.deepEqual(
        deeds.filter(deed => permit(deed, { ...nothing, rights: new Set([right]) }).ok),
        byRight[right],
      ));

  it('leave a right that is narrowed to those who were given it, and change nothing else', () => {
    const narrowed = new Set<Right>(['detail']);
    const admin = { ...nothing, roles: new Set([roleTemplates.globalAdministrator]) };
    assert.deepEqual(
      deeds.filter(deed => permit(deed, admin, narrowed).ok),
      deeds.filter(deed => deed !== 'detail'),
    );
    assert.ok(permit('detail', { ...nothing, rights: narrowed }, narrowed).ok);
    assert.deepEqual(permit('detail', admin, narrowed), {
      ok: false,
      refusal: { kind: 'role-needed', deed: 'detail', roles: [], rights: ['detail'] },
    });
  });

  it('are denied to everybody else, with the roles and rights of which one would be enough', () =>
    assert.deepEqual(permit('money', { ...nothing, roles: new Set(['another-role']) }), {
      ok: false,
      refusal: {
        kind: 'role-needed',
        deed: 'money',
        roles: ['globalAdministrator', 'billingAdministrator'],
        rights: ['money'],
      },
    }));
});
