import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { AppendQueue } from '../../bot/drivers/postgres/append-queue.ts';
import { AppendRoutes } from '../../bot/drivers/postgres/append-routes.ts';
import { checkPostgres } from '../../bot/drivers/postgres/check.ts';
import { missingAfter, Postgres } from '../../bot/drivers/postgres/database.ts';
import { dropRouted } from '../../bot/drivers/postgres/distribute-tables.ts';
import { statementsOf } from '../../bot/drivers/postgres/one-by-one.ts';
import { openPostgres } from '../../bot/drivers/postgres/store.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { Entry } from '../../core/index.ts';
import type { ArchivePage, Head, Stores } from '../../bot/ports/index.ts';
import { aCall, Bench } from '../support/builders.ts';
import { citusUrl } from '../support/citus.ts';
import { batch, changesOfPage } from '../support/pages.ts';
import { aDatabase } from '../support/postgres.ts';

const migrations = path.resolve(import.meta.dirname, '../../bot/drivers/postgres/migrations');
const none: Head = { book: 0, revision: 0, seq: 0 };

describe('PostgreSQL, alone and over workers', () => {
  let database: Awaited<ReturnType<typeof aDatabase>>;
  beforeEach(async () => (database = await aDatabase()));
  afterEach(() => database.drop());

  const opened = (): Postgres => new Postgres(database.url, { clock: systemClock, as: 'operator', connections: 3 });

  async function run(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      let rows: readonly Record<string, unknown>[] = [];
      for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
      return rows;
    } finally {
      await client.end();
    }
  }

  if (citusUrl === undefined) {
    // What is Citus' own is stood for by tables and functions of its names: it is not at hand.
    describe('a connection to PostgreSQL', () => {
      const planMode = async (): Promise<unknown> => {
        const postgres = opened();
        try {
          return (await postgres.row('SHOW plan_cache_mode'))?.['plan_cache_mode'];
        } finally {
          await postgres.close();
        }
      };
      const named = `INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
      VALUES (99999, 'citus', 10, 11, false, '13')`;

      it('keeps the plans of its statements', async () => {
        assert.equal(await planMode(), 'force_generic_plan');
      });

      it('leaves them to Citus where it is installed, which cannot route a plan made for every tenant', async () => {
        await run(named);
        assert.equal(await planMode(), 'auto');
      });

      it('is refused by a worker of a cluster: locks and rounds are its coordinator’s', async () => {
        await run(named, 'CREATE FUNCTION citus_is_coordinator() RETURNS boolean LANGUAGE sql AS $$ SELECT false $$');
        await assert.rejects(openPostgres(database.url, { clock: systemClock, as: 'bot' }), { code: 'bad-address' });
      });
    });

    describe('a worker’s part of a table', () => {
      /** Citus makes it, with the table's triggers. */
      const aShard = (table: string): Promise<unknown> =>
        run(
          `CREATE TABLE credits.${table}_102008 (seq bigint)`,
          `INSERT INTO credits.${table}_102008 VALUES (1), (2)`,
          `CREATE TRIGGER ${table}_are_not_changed_102008 BEFORE UPDATE OR DELETE ON credits.${table}_102008
             FOR EACH ROW EXECUTE FUNCTION credits.refuse()`,
        );
      const packing = (statement: string): Promise<unknown> =>
        run('BEGIN', "SET LOCAL credits.is_packing = 'on'", statement, 'COMMIT');
      const refused = { message: 'entries are never changed or deleted' };

      it('has entries that stand in another form taken away too, and nothing else', async () => {
        await aShard('entries');
        await assert.rejects(run('DELETE FROM credits.entries_102008 WHERE seq = 1'), refused);
        await assert.rejects(packing('UPDATE credits.entries_102008 SET seq = 3'), refused);
        await packing('DELETE FROM credits.entries_102008 WHERE seq = 1');
        assert.deepEqual(await run('SELECT seq::int FROM credits.entries_102008'), [{ seq: 2 }]);
        await aShard('draws');
        await assert.rejects(packing('DELETE FROM credits.draws_102008'), refused);
      });
    });

    describe('a migration over workers', () => {
      it('is sent by single statements, each with what is said of it', () => {
        const statements = [
          "-- One; two.\nCREATE TABLE a (b text DEFAULT ';');",
          'CREATE FUNCTION c() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN NULL; -- $1\nEND\n$$;',
          'DO $do$ BEGIN EXECUTE $$SELECT 1;$$; END $do$',
        ];
        assert.deepEqual(statementsOf(['-- Up\n', ...statements, '-- Down; nothing.'].join('\n')), [
          `-- Up\n\n${statements[0]}`,
          ...statements.slice(1, 2),
          `${statements[2]}\n-- Down; nothing.`,
        ]);
        assert.deepEqual(statementsOf('-- Nothing; at all.\n'), []);
      });

      it('is parted where names, texts and comments have semicolons and quotes in them', () => {
        const statements = [
          `/* it's; one */ CREATE TABLE "a;'b" (c text DEFAULT E'\\';' "d;");`,
          "INSERT INTO a VALUES ('it''s; two', E'\\\\', $a1$;$$;$a1$, $1);",
        ];
        assert.deepEqual(statementsOf(statements.join('\n')), statements);
      });

      for (const unreadable of [
        "SELECT 'a; SELECT 1;",
        'SELECT "a; SELECT 1;',
        '/* a /* b */ ; */ SELECT 1;',
        '/* a; SELECT 1;',
        'DO $a$ BEGIN END; $b$;',
        'CREATE FUNCTION a() RETURNS int BEGIN ATOMIC SELECT 1; END;',
      ])
        it(`is not guessed at: ${unreadable}`, () =>
          assert.throws(() => statementsOf(unreadable), { message: 'a migration cannot be parted into statements' }));

      for (const name of missingAfter([]))
        it(`loses nothing: ${name}`, () => {
          const sql = readFileSync(path.join(migrations, `${name}.sql`), 'utf8');
          const plain = (text: string): string => text.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, '');
          assert.equal(statementsOf(sql).map(plain).join(''), plain(sql));
        });

      it('is refused where the tables were spread before they could be brought forward, and all is left as it is', async () => {
        await run(
          'CREATE SCHEMA credits_routed',
          'CREATE FUNCTION credits_routed.a() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
        );
        await run("DELETE FROM credits.migrations WHERE name >= '0013'");
        const done = () => run('SELECT name FROM credits.migrations ORDER BY id');
        const before = await done();
        for (const as of ['bot', 'operator'] as const)
          await assert.rejects(openPostgres(database.url, { clock: systemClock, as }), {
            code: 'store-older',
            message: /credits distribute/,
          });
        assert.deepEqual(await done(), before);
        assert.equal((await run('SELECT credits_routed.a()')).length, 1);
      });

      it('does not begin by a bot while the database is being moved', async () => {
        await run('DROP SCHEMA credits CASCADE');
        const mover = opened();
        const release = await mover.alone();
        await assert.rejects(openPostgres(database.url, { clock: systemClock, as: 'bot' }), { code: 'store-in-use' });
        assert.deepEqual(await run("SELECT nspname FROM pg_namespace WHERE nspname = 'credits'"), []);
        await release();
        await mover.close();
      });

      it('finds no routed function in its way, and leaves them where there is nothing to do', async () => {
        await run(
          'CREATE SCHEMA credits_routed',
          'CREATE FUNCTION credits_routed.add(_given credits.usage_cell) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
        );
        const routed = () => run("SELECT proname FROM pg_proc WHERE pronamespace = 'credits_routed'::regnamespace");
        const postgres = opened();
        await dropRouted(postgres);
        assert.equal((await routed()).length, 1);
        await run("DELETE FROM credits.migrations WHERE name = '0014_shards-of-entries'");
        await dropRouted(postgres).finally(() => postgres.close());
        assert.deepEqual(await routed(), []);
      });
    });

    describe('appends over workers', () => {
      let postgres: Postgres;
      beforeEach(async () => {
        postgres = opened();
        await run(
          'CREATE SCHEMA credits_routed',
          'CREATE TABLE pg_dist_placement (shardid bigint, groupid integer)',
          'INSERT INTO pg_dist_placement VALUES (101, 1), (102, 2), (103, 1)',
          `CREATE FUNCTION get_shard_id_for_distribution_column(regclass, text) RETURNS bigint LANGUAGE sql
          AS $$ SELECT 100 + right($2, 1)::integer $$`,
          // Each function of a tenant by the same name, as the program's own script makes it.
          `DO $do$ DECLARE _create text; BEGIN
          FOR _create IN
            SELECT format('CREATE FUNCTION credits_routed.%1$s(%2$s) RETURNS %3$s LANGUAGE sql AS $$ SELECT credits.%1$s(%4$s) $$',
                          proname, pg_get_function_arguments(oid), pg_get_function_result(oid),
                          (SELECT string_agg('$' || n, ', ') FROM generate_series(1, pronargs) n))
              FROM pg_proc WHERE pronamespace = 'credits'::regnamespace AND proargnames[1] = '_tenant'
          LOOP EXECUTE _create; END LOOP; END $do$`,
          `CREATE FUNCTION credits_routed.append_together(_tenant text, _wallets text) RETURNS SETOF integer LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'moved' USING ERRCODE = 'CR001'; END $$`,
        );
      });
      afterEach(() => postgres.close());

      it('are of a database whose workers are checked: each that does not answer is named', async () => {
        await run(
          'CREATE TABLE worker (node_name text, node_port bigint)',
          "INSERT INTO worker VALUES ('one', 5432), ('two', 5432)",
          'CREATE FUNCTION citus_get_active_worker_nodes() RETURNS SETOF worker LANGUAGE sql AS $$ SELECT * FROM worker $$',
          `CREATE FUNCTION citus_check_connection_to_node(text, integer) RETURNS boolean LANGUAGE sql AS $$ SELECT $1 = 'one' $$`,
        );
        assert.deepEqual((await checkPostgres(postgres))[1], {
          ...{ area: 'store', kind: 'worker-unreachable', facts: { worker: 'two:5432' } },
        });
        await run("DELETE FROM worker WHERE node_name = 'two'");
        assert.deepEqual((await checkPostgres(postgres))[1], {
          ...{ area: 'store', kind: 'workers-answer', facts: { count: 1 } },
        });
      });

      it('are together with those of the same worker, and looked up again once they may have moved', async () => {
        const routes = new AppendRoutes(postgres);
        const places = (): Promise<readonly string[]> =>
          Promise.all(['a1', 'b2', 'c3'].map(tenant => routes.of(tenant)));
        assert.deepEqual(await places(), ['worker 1', 'worker 2', 'worker 1']);
        await run('UPDATE pg_dist_placement SET groupid = 2 WHERE shardid = 103');
        assert.deepEqual(await places(), ['worker 1', 'worker 2', 'worker 1']);
        routes.forget();
        assert.deepEqual(await places(), ['worker 1', 'worker 2', 'worker 2']);
      });

      it('are sent again, each alone, where the rows of some have moved', async () => {
        const appends = new AppendQueue(postgres);
        const { entries } = Bench.opened();
        const outcome = () => Promise.resolve(undefined);
        const heads = await Promise.all(
          ['a1', 'b1', 'c3', 'd3'].map(tenant =>
            appends.append({ tenant, after: none, batch: batch({ entries }), outcome }),
          ),
        );
        assert.deepEqual(heads, Array(4).fill({ book: 1, revision: 1, seq: entries.length }));
      });
    });
  }

  describe('the tables', () => {
    it('have the tenant first in every key, so that all of them can be distributed by it', async () => {
      const others = await run(
        `SELECT c.relname AS name FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique
         LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = 'credits'::regnamespace AND c.relkind = 'r' AND a.attname IS DISTINCT FROM 'tenant'`,
      );
      assert.deepEqual(
        others.map(({ name }) => name),
        ['migrations'],
      );
    });
  });

  if (citusUrl !== undefined)
    describe('a database over several workers', () => {
      let stores: Stores;
      beforeEach(async () => (stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' })));
      afterEach(() => stores.close());

      it('has every table of a tenant, and every function, there', async () => {
        const [found] = await run(
          `SELECT (SELECT count(*)::int FROM pg_dist_partition) AS tables,
                (SELECT count(*)::int FROM pg_class WHERE relnamespace = 'credits'::regnamespace AND relkind = 'r' AND relname <> 'migrations') AS all_tables,
                (SELECT count(DISTINCT proname)::int FROM pg_proc WHERE pronamespace = 'credits'::regnamespace AND proargnames[1] = '_tenant') AS functions,
                (SELECT count(DISTINCT p.proname)::int FROM pg_proc p JOIN pg_dist_object o ON o.objid = p.oid AND o.distribution_argument_index = 0
                   JOIN pg_proc q ON q.proname = p.proname AND q.pronamespace = 'credits'::regnamespace
                  WHERE p.pronamespace = 'credits_routed'::regnamespace) AS routed`,
        );
        assert.equal(found?.['tables'], found?.['all_tables']);
        assert.equal(found?.['routed'], found?.['functions']);
      });

      it('goes on after migrations that came after it was distributed, as there may be more', async () => {
        await stores.close();
        await run(
          "DELETE FROM credits.migrations WHERE name >= '0014'",
          'DROP FUNCTION credits.recorded_at(text)',
          'DROP INDEX credits.posts_by_message',
        );
        stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
        const { entries } = Bench.opened();
        assert.deepEqual(await stores.of('contoso').journal.append(none, batch({ entries })), {
          ...{ book: 1, revision: 1, seq: entries.length },
        });
        const found = await run(
          "SELECT result FROM run_command_on_workers('SELECT credits.recorded_at(''{\"at\":5}'')') ORDER BY nodeport",
        );
        assert.deepEqual(new Set(found.map(({ result }) => result)), new Set(['5']));
      });

      it('has its routed functions made anew where another version of the program made them', async () => {
        await stores.close();
        await run(
          'CREATE OR REPLACE FUNCTION credits_routed.append_together(_tenant text, _wallets credits.batch[]) RETURNS SETOF integer LANGUAGE sql AS $$ SELECT NULL::integer $$',
          `DO $do$ BEGIN EXECUTE format('COMMENT ON SCHEMA credits_routed IS %L',
             split_part(obj_description('credits_routed'::regnamespace, 'pg_namespace'), ' ', 1)); END $do$`,
        );
        const language = async (): Promise<unknown> =>
          (
            await run(
              "SELECT l.lanname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid = 'credits_routed.append_together'::regproc",
            )
          )[0]?.['lanname'];
        assert.equal(await language(), 'sql');
        stores = await openPostgres(database.url, { clock: systemClock, as: 'operator' });
        assert.equal(await language(), 'plpgsql');
      });

      it('gives a tenant’s rows from one moment, whatever is written meanwhile', async () => {
        const tenants = ['a', 'b', 'c', 'd'];
        const { entries } = Bench.opened();
        const write = async (tenant: string, id: string): Promise<void> => {
          const { journal, rows } = stores.of(tenant);
          const head = await journal.head();
          const rowChanges = await changesOfPage(rows, [aCall({ id, charge: 0 })]);
          await journal.append(head, batch({ entries: head.seq === 0 ? entries : [], rowChanges }));
        };
        for (const tenant of tenants) await write(tenant, 'first');
        const pages: ArchivePage[] = [];
        for await (const page of stores.archive.pages('intact')) {
          pages.push(page);
          if (page.table === 'books') for (const tenant of tenants) await write(tenant, 'second');
        }
        const rowsOf = (name: ArchivePage['table']) =>
          pages.filter(({ table }) => table === name).flatMap(({ rows }) => rows);
        assert.deepEqual(
          rowsOf('books').map(({ tenant, arrivals }) => [tenant, arrivals]),
          tenants.map(tenant => [tenant, 1]),
        );
        assert.deepEqual(
          rowsOf('rows').map(({ tenant, id }) => [tenant, id]),
          tenants.map(tenant => [tenant, 'first']),
        );
      });

      /** Appends to all of them at once, so that those of a worker are written together. */
      const appendTo = (tenants: readonly string[], heads: readonly Head[], entry: Entry) =>
        Promise.all(
          tenants.map((tenant, index) =>
            stores.of(tenant).journal.append(heads[index] ?? none, batch({ entries: [entry] })),
          ),
        );
      const wallets = Array.from({ length: 24 }, (_, index) => `wallet ${index}`);

      it('answers each of the wallets that are written together, also where some have moved on', async () => {
        const bench = Bench.opened();
        bench.buy('$10');
        const [first, second] = bench.entries;
        const isStale = (index: number): boolean => index % 3 === 1;
        await appendTo(
          wallets.filter((_, index) => !isStale(index)),
          [],
          first!,
        );
        const heads = await Promise.all(wallets.map(tenant => stores.of(tenant).journal.head()));
        const before = heads.map((head, index) => (isStale(index) ? { book: 1, revision: 1, seq: 1 } : head));
        assert.deepEqual(
          await appendTo(wallets, before, second!),
          before.map((_, index) => (isStale(index) ? 'moved-on' : { book: 1, revision: 2, seq: 2 })),
        );
        for (const [index, tenant] of wallets.entries())
          assert.deepEqual(await stores.of(tenant).journal.entriesAfter(0), isStale(index) ? [] : [first, second]);
      });

      // Those that were written together with them and stay come first in their group, so that it is sent to where they were.
      it('goes on with wallets whose rows were moved to another worker', async () => {
        const bench = Bench.opened();
        bench.buy('$10');
        const [first, second] = bench.entries;
        const heads = await appendTo(wallets, [], first!);
        assert.ok(heads.every(head => head !== 'moved-on'));
        await run(
          `SELECT citus_move_shard_placement(s.shardid, s.nodename, s.nodeport, w.node_name, w.node_port::integer, 'block_writes')
           FROM pg_dist_shard_placement s, citus_get_active_worker_nodes() w
          WHERE s.shardid = get_shard_id_for_distribution_column('credits.books', 'wallet 9'::text) AND w.node_port <> s.nodeport LIMIT 1`,
        );
        assert.ok((await appendTo(wallets, heads, second!)).every(head => head !== 'moved-on'));
        for (const tenant of wallets) assert.deepEqual(await stores.of(tenant).journal.entriesAfter(0), bench.entries);
      });
    });
});
