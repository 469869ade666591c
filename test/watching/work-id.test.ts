import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { clientRequestId, currentWorkId, newWorkId, underWorkId } from '../../bot/work/current-work.ts';
import { logTo } from '../../bot/work/json-lines.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

interface Line {
  readonly workId?: string;
  readonly msg: string;
  readonly clientRequestId?: string;
}

interface Heard {
  readonly path: string;
  readonly graph: string | undefined;
  readonly teams: string | undefined;
}

describe('the id of a piece of work', () => {
  let office: Office;
  let lines: Line[];
  let heard: Heard[];
  /** Everything that any server of this process is asked: the bot, the sandbox's Graph, the connector. */
  const hear = (message: unknown): void => {
    const { url = '', headers } = (message as { readonly request: IncomingMessage }).request;
    const header = (name: string): string | undefined => headers[name]?.toString();
    heard.push({ path: url, graph: header('client-request-id'), teams: header('x-ms-client-request-id') });
  };
  const said = (id: string): readonly string[] => lines.flatMap(({ workId, msg }) => (workId === id ? [msg] : []));
  const dashed = (id: string): string => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

  before(async () => {
    office = new Office();
    office.log = logTo({ write: line => void lines.push(JSON.parse(line) as Line) }, 'debug');
    lines = [];
    await office.open();
    await office.skipsSetUp();
    diagnostics.subscribe('http.server.request.start', hear);
  });
  beforeEach(() => ([lines, heard] = [[], []]));
  after(async () => {
    diagnostics.unsubscribe('http.server.request.start', hear);
    await office.close();
  });

  it('is the same in a turn’s log lines, in what Graph is asked for it, and on the card that says what went wrong', async () => {
    const { directory } = office.tenant;
    const rolesOf = directory.rolesOf.bind(directory);
    directory.rolesOf = async person => {
      await rolesOf(person);
      throw new Error('a bug');
    };
    const card = textOf(await office.types('add funds 100'));
    directory.rolesOf = rolesOf;
    const failed = lines.find(({ msg }) => msg === 'a turn failed');
    const id = failed?.workId ?? '';
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.ok(card.includes(id), card);
    assert.ok(said(id).includes('Graph answered'), String(said(id)));
    const asked = heard.filter(({ path }) => path.startsWith('/v1.0/'));
    assert.ok(asked.length > 0);
    assert.deepEqual([...new Set(asked.map(({ graph }) => graph))], [dashed(id)]);
    assert.deepEqual([...new Set(lines.flatMap(({ clientRequestId: sent }) => sent ?? []))], [dashed(id)]);
  });

  it('goes with the alert that a turn led to, to Teams', async () => {
    await office.types('alerts here');
    await office.tenant.idle();
    [lines, heard] = [[], []];
    await office.types('sandbox spend 90');
    await office.tenant.idle();
    const [turn] = new Set(heard.filter(({ path }) => path.startsWith('/v1.0/')).map(({ graph }) => graph));
    const told = heard.filter(({ path }) => path.startsWith('/v3/'));
    assert.ok(told.length > 0);
    assert.deepEqual([...new Set(told.map(({ teams }) => teams))], [turn]);
  });

  it('differs between turns, and there is none outside of any work', async () => {
    for (const text of ['add funds 100', 'add funds 100']) await office.types(text);
    const asked = heard.filter(({ path }) => path.startsWith('/v1.0/')).map(({ graph }) => graph);
    assert.equal(new Set(asked).size, 2);
    assert.equal(currentWorkId(), undefined);
    assert.notEqual(clientRequestId(), clientRequestId());
    const id = newWorkId();
    assert.equal(
      underWorkId(id, () => clientRequestId()),
      dashed(id),
    );
  });
});
