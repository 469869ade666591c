-- Spreads the tables over the workers of a Citus cluster, each tenant's rows on one of them, and has the functions run there. It is run in one
-- transaction, and again after a migration: what is spread already stays. Statements are sent one by one, as empty lines part them: Citus passes
-- on to the workers what it was sent.

-- Tables and functions in one transaction: over one connection to each worker.
SET LOCAL citus.multi_shard_modify_mode = 'sequential';

-- Our triggers raise, or change the row itself: none reads another shard.
SET LOCAL citus.enable_unsafe_triggers = on;

-- Each worker counts apart from the others: after a move numbers would no longer be in the order of time.
ALTER TABLE credits.outbox ALTER COLUMN arrival SET DEFAULT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;

SELECT create_distributed_table('credits.books', 'tenant', colocate_with => 'none')
 WHERE NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = 'credits.books'::regclass);

SELECT create_distributed_table(c.oid::regclass, 'tenant', colocate_with => 'credits.books')
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
 WHERE c.relnamespace = 'credits'::regnamespace AND c.relkind = 'r'
   AND NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = c.oid);

-- Citus plans every statement of a function anew, and cannot plan each of ours. The worker that has the rows needs none of that: there each
-- function has a copy for each shard, in which the shard's tables stand for the tables. credits_routed has, for each function of a tenant, one
-- of the same name that Citus sends to that worker, and calls the copy.
SELECT create_distributed_function(oid::regprocedure) FROM pg_proc WHERE pronamespace = 'credits'::regnamespace;

DROP SCHEMA IF EXISTS credits_routed CASCADE;

CREATE SCHEMA credits_routed;

-- Keeps shards here until the end of the transaction: nobody moves them away. They have their copies by then.
CREATE FUNCTION credits_routed.hold(_shards bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  _shard bigint;
BEGIN
  -- 5: ShareLock, which whoever writes takes; a move takes one that conflicts with it.
  PERFORM lock_shard_metadata(5, _shards);
  IF EXISTS (
    SELECT FROM unnest(_shards) AS s
     WHERE NOT EXISTS (SELECT FROM pg_dist_placement p JOIN pg_dist_local_group l ON l.groupid = p.groupid WHERE p.shardid = s)
  ) THEN
    RAISE EXCEPTION 'rows are on another worker' USING ERRCODE = 'CR001';
  END IF;
  FOREACH _shard IN ARRAY _shards LOOP
    -- Without a query: this is done at every append.
    IF to_regproc('credits_routed.append_' || _shard) IS NULL THEN
      PERFORM credits_routed.make_copies(_shard);
    END IF;
  END LOOP;
END
$$;

-- The name of a function's copy for the shard that a tenant is on, which is held.
CREATE FUNCTION credits_routed.copy_of(_function text, _tenant text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  _shard bigint := get_shard_id_for_distribution_column('credits.books', _tenant);
BEGIN
  PERFORM credits_routed.hold(ARRAY[_shard]);
  RETURN 'credits_routed.' || _function || '_' || _shard;
END
$$;

CREATE FUNCTION credits_routed.has_copies(_shard bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'credits_routed'::regnamespace AND proname = 'append_' || _shard)
$$;

CREATE FUNCTION credits_routed.make_copies(_shard bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  _copy text;
  _name text;
  _instead text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('credits_routed'));
  IF credits_routed.has_copies(_shard) THEN
    RETURN;
  END IF;
  PERFORM set_config('citus.enable_ddl_propagation', 'off', true), set_config('check_function_bodies', 'off', true);
  FOR _copy IN
    SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'credits'::regnamespace AND prorettype <> 'trigger'::regtype
  LOOP
    FOR _name, _instead IN
      SELECT format('\mcredits\.%s\M', c.relname), format('credits.%s_%s', c.relname, o.shardid)
        FROM pg_dist_shard s JOIN pg_dist_shard o ON o.shardminvalue = s.shardminvalue JOIN pg_class c ON c.oid = o.logicalrelid
       WHERE s.shardid = _shard AND c.relnamespace = 'credits'::regnamespace
      UNION
      SELECT format('\mcredits\.%s\(', proname), format('credits_routed.%s_%s(', proname, _shard)
        FROM pg_proc WHERE pronamespace = 'credits'::regnamespace
    LOOP
      _copy := regexp_replace(_copy, _name, _instead, 'g');
    END LOOP;
    EXECUTE _copy;
  END LOOP;
END
$$;

-- Connections from the coordinator have none of the program's settings.
DO $do$
DECLARE
  _create text;
BEGIN
  FOR _create IN
    SELECT format($f$
CREATE FUNCTION credits_routed.%1$s(%2$s) RETURNS %3$s LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  _result %3$s;
BEGIN
  EXECUTE 'SELECT ' || credits_routed.copy_of('%1$s', _tenant) || '(%4$s)' INTO _result USING %4$s;
  RETURN _result;
END
$$ $f$, proname, pg_get_function_arguments(oid), replace(pg_get_function_result(oid), 'void', 'text'),
           (SELECT string_agg('$' || n, ', ') FROM generate_series(1, pronargs) n))
      FROM pg_proc WHERE pronamespace = 'credits'::regnamespace AND proargnames[1] = '_tenant'
  LOOP
    EXECUTE _create;
  END LOOP;
END
$do$;

-- Appends to several wallets, whose rows are on the worker of the first, and gives their books in their order. Those of one shard are written by
-- one statement. Shards are in one order everywhere, and so are the wallets of one as they are asked for, so that two who write the same cannot deadlock.
CREATE FUNCTION credits_routed.append_together(_tenant text, _wallets credits.batch[]) RETURNS SETOF integer LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  _shards bigint[] := ARRAY(SELECT get_shard_id_for_distribution_column('credits.books', w.tenant) FROM unnest(_wallets) AS w);
  _books integer[] := array_fill(NULL::integer, ARRAY[cardinality(_wallets)]);
  _shard bigint;
  _places integer[];
  _found integer[];
BEGIN
  PERFORM credits_routed.hold(ARRAY(SELECT DISTINCT s FROM unnest(_shards) AS s ORDER BY s));
  FOR _shard, _places IN
    SELECT s, array_agg(place::integer ORDER BY place) FROM unnest(_shards) WITH ORDINALITY AS of_wallet (s, place) GROUP BY s ORDER BY s
  LOOP
    EXECUTE format('SELECT array_agg(credits_routed.append_%s(w.tenant, w.book, w.revision, w.added, w.entries, w.draws, w.calls,
      w.descriptions, w.moves, w.answered, w.actors, w.alerts, w.rules, w.days, w.months)) FROM unnest($1) AS w', _shard)
      INTO _found
      USING ARRAY(SELECT _wallets[place] FROM unnest(_places) AS place);
    FOR _at IN 1 .. cardinality(_places) LOOP
      _books[_places[_at]] := _found[_at];
    END LOOP;
  END LOOP;
  RETURN QUERY SELECT unnest(_books);
END
$$;

SELECT create_distributed_function(oid::regprocedure, '_tenant', colocate_with => 'credits.books')
  FROM pg_proc WHERE pronamespace = 'credits_routed'::regnamespace AND proargnames[1] = '_tenant';

SELECT create_distributed_function(oid::regprocedure)
  FROM pg_proc WHERE pronamespace = 'credits_routed'::regnamespace AND proargnames[1] <> '_tenant';
