import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startBot, type Program } from '../playground/programs.ts';
import { says, textOf } from '../support/card.ts';
import { CommandLine } from '../support/command-line.ts';
import { FakeConnector } from '../support/connector.ts';
import { aDatabase } from '../support/postgres.ts';
import { TeamsClient } from '../support/teams-client.ts';

/** A door before a database that can be shut, which ends what went through it. */
class DatabaseDoor {
  readonly #to: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  port = 0;

  constructor(url: string) {
    this.#to = new URL(url);
  }

  get url(): string {
    const through = new URL(this.#to);
    through.port = String(this.port);
    return through.href;
  }

  async open(): Promise<void> {
    const server = createServer(socket => {
      const beyond = connect(Number(this.#to.port), this.#to.hostname);
      for (const one of [socket, beyond]) {
        this.#sockets.add(one);
        one.on('error', () => undefined).on('close', () => this.#sockets.delete(one));
      }
      socket.pipe(beyond).pipe(socket);
    });
    await new Promise<void>(resolve => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async shut(): Promise<void> {
    const closed = new Promise(resolve => this.#server?.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

describe('a database that cannot be reached', function () {
  this.timeout(60_000);
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let door: DatabaseDoor;
  before(async () => {
    database = await aDatabase();
    door = new DatabaseDoor(database.url);
    await door.open();
    await door.shut();
  });
  after(() => database.drop());

  it('is named with its host, port and reason by the bot, the command line and migrate, which end with 1', async () => {
    const reason = new RegExp(`PostgreSQL at 127\\.0\\.0\\.1:${door.port} cannot be reached: connect ECONNREFUSED`);
    await assert.rejects(
      startBot({ port: 0, isQuiet: true, isUnlimited: true, env: { DATABASE_URL: door.url } }),
      reason,
    );
    const line = (await CommandLine.open()).asProgram;
    for (const [settings, call] of [
      [{ DATABASE_URL: door.url }, ['balance']],
      [{}, ['migrate', '--to', door.url]],
    ] as const) {
      const ran = await line.with(settings).run(...call);
      assert.equal(ran.code, 1);
      assert.match(ran.err, reason);
      assert.doesNotMatch(ran.err, /unsettled|postgres:postgres|at .*\.ts/);
    }
    await line.close();
  });

  it('because of the password or the database is told so', async () => {
    const line = await CommandLine.open();
    const other = new URL(database.url);
    other.pathname = '/no_such_database';
    const ran = await line.with({ DATABASE_URL: other.href }).run('balance');
    assert.equal(ran.code, 1);
    assert.match(
      ran.err,
      /PostgreSQL at 127\.0\.0\.1:\d+ refuses the connection: database "no_such_database" does not exist/,
    );
    await line.close();
  });

  describe('while the bot runs', () => {
    let bot: Program;
    let client: TeamsClient;
    const connector = new FakeConnector();
    const readiness = async (): Promise<number> => (await fetch(`${bot.address}/readyz`)).status;
    before(async () => {
      await door.open();
      const serviceUrl = await connector.start();
      bot = await startBot({ port: 0, isQuiet: true, isUnlimited: true, env: { DATABASE_URL: door.url } });
      client = new TeamsClient().connect({ address: bot.address, serviceUrl });
    });
    after(async () => {
      await bot.stop();
      await connector.stop();
      await door.shut();
    });

    it('makes it not ready, is told in chat, and is used again as soon as it is back', async () => {
      assert.equal(await readiness(), 200);
      assert.match(textOf(await client.types('balance')), /not set up/i);
      await door.shut();
      // The first turn still tries for a while; it, or those after it, say why there is no answer.
      await client.types('alerts here');
      // A look is good for two seconds, which that turn has taken.
      assert.equal(await readiness(), 503);
      says(await client.types('alerts here'), 'failed.store-unreachable');
      // It is not Graph that fails, of which the right to order is asked first.
      says(await client.types('add funds 60'), 'failed.store-unreachable');
      await door.open();
      assert.match(textOf(await client.types('alerts here')), /alerts/i);
      while ((await readiness()) !== 200) assert.equal(bot.process.exitCode, null);
      assert.equal(bot.process.exitCode, null);
    });
  });
});
