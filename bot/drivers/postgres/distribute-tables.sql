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

-- The name of a function's copy for the shard that a tenant is on, which nobody moves away until the end of the transaction.
CREATE FUNCTION credits_routed.copy_of(_function text, _tenant text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  _shard bigint := get_shard_id_for_distribution_column('credits.books', _tenant);
  _copy text := 'credits_routed.' || _function || '_' || _shard;
BEGIN
  -- 5: ShareLock, which whoever writes takes; a move takes one that conflicts with it.
  PERFORM lock_shard_metadata(5, ARRAY[_shard]);
  IF NOT EXISTS (SELECT FROM pg_dist_placement p JOIN pg_dist_local_group l ON l.groupid = p.groupid WHERE p.shardid = _shard) THEN
    RAISE EXCEPTION 'the rows of % are on another worker', _tenant USING ERRCODE = 'CR001';
  END IF;
  IF NOT credits_routed.has_copies(_shard) THEN
    PERFORM credits_routed.make_copies(_shard);
  END IF;
  RETURN _copy;
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

-- Appends to several wallets, in their order, whose rows are on the worker of the first.
CREATE FUNCTION credits_routed.append_together(_tenant text, _wallets credits.batch[]) RETURNS SETOF integer LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  w record;
  _book integer;
BEGIN
  FOR w IN
    SELECT * FROM unnest(_wallets)
  LOOP
    EXECUTE 'SELECT ' || credits_routed.copy_of('append', w.tenant) || '($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)'
      INTO _book
      USING w.tenant, w.book, w.revision, w.added, w.entries, w.draws, w.calls, w.descriptions, w.moves, w.answered, w.actors, w.alerts,
            w.rules, w.days, w.months;
    RETURN NEXT _book;
  END LOOP;
END
$$;

SELECT create_distributed_function(oid::regprocedure, '_tenant', colocate_with => 'credits.books')
  FROM pg_proc WHERE pronamespace = 'credits_routed'::regnamespace AND proargnames[1] = '_tenant';

SELECT create_distributed_function(oid::regprocedure)
  FROM pg_proc WHERE pronamespace = 'credits_routed'::regnamespace AND proargnames[1] <> '_tenant';
