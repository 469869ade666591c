import assert from 'node:assert/strict';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { openingRequest } from '../../bot/tenant/open-wallet.ts';
import { languages, say, type Word } from '../../cards/words.ts';
import { filesOf, textOf as sourceOf } from '../house/imports.ts';
import { says, textOf, visit, type ReadCard } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

// What the public store looks at, as the bot is served there: in mirror, outside the sandbox.

describe('a bot of the public store', () => {
  let office: Office;
  const serves = async (stores?: Office['stores']): Promise<void> => {
    office = new Office(stores);
    office.isSandbox = false;
    await office.open(() => adminCenter, 'mirror');
  };
  beforeEach(() => serves());
  afterEach(() => office.close());

  const opens = async ({ tenant, tenantId, clock }: Office, mode: 'mirror' | 'operate'): Promise<void> => {
    const opening = { id: 'open', currency: 'USD', opensAt: clock.now(), by: null };
    assert.ok(
      (await tenant.ledger.execute(openingRequest({ tenant: tenantId, mode }, opening), people.globalAdmin)).ok,
    );
  };
  const happens = (fields: object, where: Parameters<Office['activity']>[0] = {}): Promise<unknown> =>
    office.post({ ...office.activity(where), ...fields });
  const buttonsOf = ({ buttons }: ReadCard): readonly string[] => buttons.map(({ title }) => title);
  const linksOf = (card: ReadCard): readonly string[] => {
    const links: string[] = [];
    visit(card.json, node => node['type'] === 'Action.OpenUrl' && links.push(String(node['url'])));
    return links;
  };

  it('answers hi, hello and help', async () => {
    for (const typed of ['hi', 'Hello', 'help']) says(await office.types(typed), 'help.text');
  });

  it('leads on from what it does not understand, and from what somebody may not do', async () => {
    const unknown = await office.types('sing me a song');
    says(unknown, 'help.unknown');
    assert.deepEqual(buttonsOf(unknown), ['Help', 'Balance', 'Usage']);
    assert.match(textOf(await office.types('setup', { as: people.nobody })), /Global Administrator/);
    assert.deepEqual(buttonsOf(await office.types('balance')), ['Set up']);
  });

  it('welcomes with what it is good for, who added it, who has to set it up and how', async () => {
    await happens({ type: 'installationUpdate', action: 'add' });
    const [card, ...more] = office.told();
    says(card!, 'welcome.text');
    says(card!, 'welcome.installedBy', { name: 'Somebody' });
    says(card!, 'welcome.next');
    assert.match(textOf(card!), /Global or Billing Administrator types \*\*setup\*\*/);
    assert.deepEqual([buttonsOf(card!), more], [['Set up', 'Help'], []]);
  });

  it('says in help who has to set it up', async () => {
    assert.match(textOf(await office.types('help setup')), /Global Administrator.*Billing Administrator/s);
  });

  it('writes to nobody in person when it is added to a team, nor when somebody joins', async () => {
    const team = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;
    await happens({ type: 'installationUpdate', action: 'add' }, team);
    await happens({ type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }, { id: '29:alex' }] }, team);
    await happens({ type: 'conversationUpdate', membersAdded: [{ id: '29:blair' }, { id: '29:kim' }] }, team);
    await office.tenant.idle();
    assert.equal(office.connector.sent.length, 1);
    assert.match(office.connector.sent[0]!.path, /19(:|%3A)general/);
  });

  it('places no order itself: it records one, and leads to the admin center', async () => {
    await opens(office, 'mirror');
    const review = await office.types('add funds 100');
    const { card } = await office.presses(review, 'Record order');
    assert.deepEqual(office.charged, []);
    const [link = ''] = linksOf(card);
    assert.equal(new URL(link).hostname, 'admin.microsoft.com');
  });

  it('refuses to add funds where a gateway would charge', async () => {
    await office.close();
    const { stores } = office;
    const operated = await new Office(stores).open(undefined, 'operate');
    await opens(operated, 'operate');
    await operated.close();
    await serves(stores);
    for (const typed of ['add funds', 'add funds 100', 'auto-recharge on', 'orders'])
      says(await office.types(typed), 'refuse.other-mode', { program: 'mirror' });
    assert.deepEqual([operated.charged, office.charged], [[], []]);
  });

  it('names the place that a button leads to outside of Teams', () => {
    const inTeams = new Set(['button.warnChannel']);
    const words = filesOf('bot', '.view.ts')
      .filter(file => !/-mail|elsewhere/.test(file))
      .flatMap(file => [...sourceOf(file).matchAll(/title: speech\.say\('([\w.]+)'\),\s*url\b/g)])
      .map(([, word = '']) => word)
      .filter(word => !inTeams.has(word));
    assert.deepEqual(words.toSorted(), ['button.adminCenter', 'cardHolder.link', 'export.openPage']);
    for (const word of words)
      for (const language of languages)
        assert.match(
          say(language, word as Word),
          /admin center|管理中心|[(（](leaves|离开) Teams[)）]$/,
          `${word} in ${language}`,
        );
  });
});
