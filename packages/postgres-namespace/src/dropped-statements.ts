/**
 * The statements on the dropped objects that the catalog keeps. `$1` is the catalog in all of them.
 *
 * A drop moves its rows to `lancetree_dropped` in one statement, and undropping or purging deletes all rows of a drop in one. Of two
 * transactions that want the same rows, the second waits for the first and then finds none, so that a drop is undone whole, or purged
 * whole. For that reason no statement here skips locked rows.
 */

import { queued } from "./file-statements.ts";
import { below } from "./statements.ts";

/** The row of each drop that was at a path or below it; the path of the root selects all. */
const tops = `catalog = $1 and object_id = top_id and ($3 = '' or object_id = $3 or (${below("$3")}))`;

const time = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;

/**
 * Dropped objects in the order of their ids, with the number of tables in each drop.
 * $2 limit, $3 id at or below which, $4 and $5 id and drop after which
 */
export const listDropped: string = `
select top_id, drop_id, kind, ${time("dropped_at")}, ${time("keep_until")},
  (select count(*) from lancetree_dropped as inside
    where inside.catalog = top.catalog and inside.drop_id = top.drop_id and inside.kind = 2)::integer as tables
from lancetree_dropped as top
where ${tops} and (object_id, drop_id) > ($4, $5::uuid)
order by object_id, drop_id limit $2`;

/** The latest drop of an object, or the one that is asked for. $2 id, $3 drop or null */
export const findDropped: string = `
select drop_id, kind from lancetree_dropped
where catalog = $1 and object_id = $2 and top_id = $2 and ($3::uuid is null or drop_id = $3::uuid)
order by dropped_at desc, drop_id limit 1`;

/** The object with which another one was dropped. $2 id */
export const findDroppedAround: string = `
select top_id from lancetree_dropped where catalog = $1 and object_id = $2 order by dropped_at desc limit 1`;

/**
 * Moves the rows of a drop back. Rejects with a unique violation if the name is taken, with a foreign key violation if the parent is
 * missing. $2 attempt, $3 drop, $4 new id, $5 new parent, $6 new name
 */
export const undrop: string = `
with gone as (delete from lancetree_dropped where catalog = $1 and drop_id = $3 returning *),
made as (
  insert into lancetree_objects
    (catalog, object_id, kind, parent_id, parent_kind, name, location, declared, properties, managed, revision)
  select $1, $4 || substr(object_id, length(top_id) + 1), kind,
    case when object_id = top_id then $5 else $4 || substr(parent_id, length(top_id) + 1) end, 1,
    case when object_id = top_id then $6 else name end, location, declared, properties, managed, $2::uuid
  from gone returning kind),
counted as (select count(*) filter (where kind = 2)::integer as tables from made having count(*) > 0),
noted as (
  insert into lancetree_changes (attempt, catalog, result)
  select $2::uuid, $1, json_build_object('tables', tables) from counted)
select tables from counted`;

/** $2 attempt, $3 id at or below which, $4 seconds since the drop */
export const purgeDropped: string = `
with gone as (
  delete from lancetree_dropped
  where catalog = $1 and drop_id in (
    select drop_id from lancetree_dropped where ${tops} and dropped_at <= now() - make_interval(secs => $4))
  returning object_id = top_id as is_top, location),
${queued()},
counted as (select count(*) filter (where is_top)::integer as purged from gone),
noted as (
  insert into lancetree_changes (attempt, catalog, result)
  select $2::uuid, $1, json_build_object('purged', purged) from counted)
select purged from counted`;

/** Removes the kept objects whose time is over. */
export const expireDropped: string = `
with gone as (delete from lancetree_dropped where catalog = $1 and keep_until <= now() returning location),
${queued()}
select 1`;
