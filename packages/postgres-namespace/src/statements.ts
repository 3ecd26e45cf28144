/**
 * The statements on objects and on the records of changes; `file-statements.ts`, `dropped-statements.ts` and `version-statements.ts`
 * have the others. `$1` is the catalog in all of them but {@link findChange}.
 *
 * The rules of the tree are constraints, so that READ COMMITTED and SERIALIZABLE give the same results, and no session is needed:
 *
 * - Two creations of one name: the primary key admits one. `on conflict` names no index, because with one an insert could still fail
 *   on another.
 * - A creation below a namespace that is being dropped: the foreign key. An insert holds a key-share lock on its parent, and a delete
 *   checks for children when it ends, on a new snapshot.
 * - One id space: namespaces and tables are in one table, and a foreign key says that a parent is a namespace.
 *
 * A statement that changes rows records its attempt in `lancetree_changes`; `database/change.ts` says why.
 */

import { queued } from "./file-statements.ts";

/** The row of the root, which every catalog has. */
export const createRoot: string = `
insert into lancetree_objects (catalog, object_id, kind, name, revision)
values ($1, '', 1, '', '00000000-0000-0000-0000-000000000000') on conflict do nothing`;

/** Records a change that returns nothing but that it was made. $2 attempt */
const recorded = `
noted as (insert into lancetree_changes (attempt, catalog, result) select $2::uuid, $1, '{}'::json from made)`;

/** $2 attempt, $3 id, $4 parent, $5 name, $6 properties, $7 whether it is protected */
export const insertNamespace: string = `
with made as (
  insert into lancetree_objects (catalog, object_id, kind, parent_id, parent_kind, name, properties, revision, protected)
  values ($1, $3, 1, $4, 1, $5, $6::json, $2, $7) on conflict do nothing returning 1),
${recorded}
select 1 from made`;

/** The columns of a row that a drop moves to `lancetree_dropped`. */
const kept = "object_id, kind, parent_id, name, location, declared, properties, managed";

/**
 * Keeps the rows of `gone` for $4 seconds, or queues their files for removal if that is 0. A row is in one place at any time, and files
 * are queued only when no row names them any longer.
 */
const keptOrQueued = `
kept as (
  insert into lancetree_dropped (catalog, drop_id, top_id, ${kept}, keep_until)
  select $1, $2::uuid, $3, ${kept}, now() + make_interval(secs => $4) from gone where $4::float8 > 0),${queued("$4::float8 = 0")}`;

/** Records a drop of $3. A constraint refuses the record, and with it the drop, if a row of `gone` was protected. */
const droppedRecorded = `
noted as (
  insert into lancetree_changes (attempt, catalog, result, protected_id)
  select $2::uuid, $1, json_build_object('location', location, 'properties', properties),
    (select min(object_id) from gone where protected)
  from gone where object_id = $3)
select location, properties from gone where object_id = $3`;

/** Drops an empty namespace. Rejects with a foreign key violation if it is not empty. $2 attempt, $3 id, $4 seconds to keep it */
export const dropNamespace: string = `
with gone as (
  delete from lancetree_objects where catalog = $1 and object_id = $3 and kind = 1 returning ${kept}, protected),
${keptOrQueued}, ${droppedRecorded}`;

/** Rows below an id are one range of the primary key: `$` is the separator and `%` the next character. */
export const below = (id: string): string => `object_id >= ${id} || '$' and object_id < ${id} || '%'`;

/**
 * Drops a namespace with everything below it. Rejects with a foreign key violation if a row was created below meanwhile.
 * $2 attempt, $3 id, $4 seconds to keep it
 */
export const dropNamespaceCascade: string = `
with gone as (
  delete from lancetree_objects where catalog = $1 and ((object_id = $3 and kind = 1) or (${below("$3")}))
  returning ${kept}, protected),
${keptOrQueued}, ${droppedRecorded}`;

/** The first protected object at or below a path. $2 id */
export const findProtected: string = `
select object_id from lancetree_objects
where catalog = $1 and protected and (object_id = $2 or (${below("$2")}))
order by object_id limit 1`;

/** Keeps creations below the namespace out until the transaction ends. $2 id */
export const lockNamespace: string = `
select protected from lancetree_objects where catalog = $1 and object_id = $2 and kind = 1 for update`;

/** Drops everything below a namespace, which is kept with its present properties. $2 attempt, $3 id, $4 seconds to keep it */
export const dropBelow: string = `
with below as (
  delete from lancetree_objects where catalog = $1 and ${below("$3")} returning ${kept}, protected),
gone as (
  select * from below
  union all select ${kept}, protected from lancetree_objects where catalog = $1 and object_id = $3),
${keptOrQueued}
select min(object_id) as protected_id from below where protected`;

/** $2 attempt, $3 id, $4 properties, $5 whether it is protected */
export const replaceProperties: string = `
update lancetree_objects set properties = $4::json, protected = $5, revision = $2 where catalog = $1 and object_id = $3`;

/** $2 attempt, $3 result */
export const recordChange: string =
  "insert into lancetree_changes (attempt, catalog, result) values ($2, $1, $3::json)";

/** $1 attempt */
export const findChange: string = "select result from lancetree_changes where attempt = $1";

const staged = `
staged as (
  select location from lancetree_pending_files
  where catalog = $1 and location = $7 and not removing for update)`;

const unstaged = `
unstaged as (
  delete from lancetree_pending_files where catalog = $1 and location = $7 and exists (select 1 from made))`;

/** The versions of a new table, if the catalog keeps them. $9 versions, $10 their files, $11 sizes of the files */
const versions = `
versions as (
  insert into lancetree_versions (catalog, location, branch, version, manifest, source, size, attempt)
  select $1, $7, '', version, file, file, size, $2::uuid
  from unnest($9::integer[], $10::text[], $11::integer[]) as written (version, file, size)
  where exists (select 1 from made))`;

const isManaged = "cardinality($9::integer[]) > 0";

/**
 * Creates a table whose files are staged.
 * $2 attempt, $3 id, $4 parent, $5 name, $6 properties, $7 location, $8 whether it is protected, $9 to $11 the versions that the catalog keeps
 */
export const insertStagedTable: string = `
with ${staged},
made as (
  insert into lancetree_objects
    (catalog, object_id, kind, parent_id, parent_kind, name, properties, revision, location, protected, managed)
  select $1, $3, 2, $4, 1, $5, $6::json, $2::uuid, location, $8, ${isManaged} from staged
  on conflict do nothing returning 1),
${versions}, ${unstaged}, ${recorded}
select exists (select 1 from staged) as staged, exists (select 1 from made) as made`;

/**
 * Gives a table other files, if its row is unchanged since it was read.
 * $2 attempt, $3 id, $4 seconds to keep the old row, $5 the revision that was read, $6 properties, $7 location, $8 whether it is protected,
 * $9 to $11 the versions that the catalog keeps
 */
export const replaceStagedTable: string = `
with ${staged},
previous as (
  select ${kept} from lancetree_objects
  where catalog = $1 and object_id = $3 and kind = 2 and revision = $5 for update),
made as (
  update lancetree_objects
  set location = $7, declared = false, properties = $6::json, revision = $2::uuid, protected = $8, managed = ${isManaged}
  where catalog = $1 and object_id = $3 and revision = $5
    and exists (select 1 from staged) and exists (select 1 from previous) returning 1),
gone as (select previous.* from previous, made),
${keptOrQueued}, ${versions}, ${unstaged}, ${recorded}
select exists (select 1 from staged) as staged, exists (select 1 from made) as made`;

/**
 * One of several changes of a transaction. The catalog keeps the versions of a folder whose versions it has kept so far.
 * $2 attempt, $3 id, $4 parent, $5 name, $6 properties, $7 location, $8 whether it is only declared, $9 whether it is protected,
 * $10 whether the catalog keeps its versions
 */
export const insertTableTogether: string = `
insert into lancetree_objects
  (catalog, object_id, kind, parent_id, parent_kind, name, properties, revision, location, declared, protected, managed)
values ($1, $3, 2, $4, 1, $5, $6::json, $2, $7, $8, $9,
  $10 or exists (select 1 from lancetree_versions where catalog = $1 and location = $7))
on conflict do nothing returning 1`;

/** Does the same as the only change. */
export const insertTable: string = `with made as (${insertTableTogether}), ${recorded} select 1 from made`;

/**
 * Makes a table's row name another folder, if it is unchanged since it was read; the old folder stays.
 * $2 attempt, $3 id, $4 properties, $5 location, $6 the revision that was read, $7 whether it is protected
 */
export const relocateTable: string = `
update lancetree_objects set location = $5, declared = false, properties = $4::json, revision = $2, protected = $7,
  managed = exists (select 1 from lancetree_versions where catalog = $1 and location = $5)
where catalog = $1 and object_id = $3 and kind = 2 and revision = $6 returning 1`;

/** $2 attempt, $3 id, $4 seconds to keep it */
export const dropTable: string = `
with gone as (
  delete from lancetree_objects where catalog = $1 and object_id = $3 and kind = 2 returning ${kept}, protected),
${keptOrQueued}, ${droppedRecorded}`;

/** Drops a table's row, and keeps its files. $2 id */
export const deregisterTable: string = `
delete from lancetree_objects where catalog = $1 and object_id = $2 and kind = 2
returning location, properties, case when protected then object_id end as protected_id`;

/**
 * Rejects with a unique violation if the new name is taken by another object, with a foreign key violation if its parent is not a
 * namespace. Changes nothing if both names are the same.
 * $2 attempt, $3 id, $4 new parent, $5 new name, $6 new id
 */
export const renameTable: string = `
with made as (
  update lancetree_objects set object_id = $6, parent_id = $4, name = $5, revision = $2
  where catalog = $1 and object_id = $3 and object_id <> $6 and kind = 2 returning protected),
noted as (
  insert into lancetree_changes (attempt, catalog, result, protected_id)
  select $2::uuid, $1, '{}'::json, case when protected then $3 end from made)
select 1 from made`;

/** $2 attempt, $3 id, $4 properties, $5 whether it is protected, $6 the revision that was read */
export const alterProperties: string = `
with made as (
  update lancetree_objects set properties = $4::json, protected = $5, revision = $2
  where catalog = $1 and object_id = $3 and revision = $6 returning 1),
${recorded}
select 1 from made`;

/** Forgets changes that no caller waits for any longer. */
export const forgetChanges: string =
  "delete from lancetree_changes where catalog = $1 and made_at < now() - interval '1 hour'";
