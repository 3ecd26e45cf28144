/**
 * Every statement about the versions that the catalog keeps. `$1` is the catalog in all of them. A version belongs to a folder, so that
 * it stays when the table is renamed, and as long as the files of a dropped table do.
 *
 * The rules, without a lock that any writer waits for:
 *
 * - Two writers of one version: the primary key admits one.
 * - A version follows the latest one, which is never deleted, so that a number is never used twice. (The versions of a branch that a
 *   client removed are forgotten before a new one is recorded.)
 * - A version of a table that is being dropped, deregistered or renamed: the insert holds a key-share lock on the table's row.
 */

const columns =
  "version, manifest, claim, source, size, e_tag, metadata, attempt, extract(epoch from recorded_at)::float8 * 1000 as recorded";

/** Oldest first. $2 location, $3 branch, $4 the version after which the page begins or null, $5 limit or null */
export const readVersions: string = `
select ${columns} from lancetree_versions
where catalog = $1 and location = $2 and branch = $3 and version > coalesce($4::integer, 0)
order by version limit $5::integer`;

/** Latest first. The same values. */
export const readVersionsDescending: string = `
select ${columns} from lancetree_versions
where catalog = $1 and location = $2 and branch = $3 and version < coalesce($4::bigint, 2147483648)
order by version desc limit $5::integer`;

/** $2 location, $3 branch, $4 version */
export const readVersion: string = `
select ${columns} from lancetree_versions where catalog = $1 and location = $2 and branch = $3 and version = $4`;

/** $2 location */
export const readUnpublished: string = `
select branch, ${columns} from lancetree_versions where catalog = $1 and location = $2 and claim is not null`;

const table = "catalog = $1 and object_id = $3 and kind = 2 and managed and location = $4";

const next = `
with held as (select 1 from lancetree_objects where ${table} for key share),`;

/** The first version of a declared table fills it, so that a creation with the name that has found it empty does not replace it. */
const first = `
with held as (
  update lancetree_objects set declared = false, revision = $2::uuid where ${table} and declared returning 1),`;

const made = `
latest as (
  select max(version) as version from lancetree_versions where catalog = $1 and location = $4 and branch = $5),
made as (
  insert into lancetree_versions
    (catalog, location, branch, version, manifest, claim, source, size, e_tag, metadata, attempt)
  select $1, $4, $5, $6::integer, $7, $8, $9, $10::integer, $11, $12::json, $2::uuid from held, latest
  where $6::integer = latest.version + 1 or (latest.version is null and ($6::integer = 1 or $5 <> ''))
  on conflict do nothing returning extract(epoch from recorded_at)::float8 * 1000 as recorded)`;

const result = "json_build_object('recorded', recorded)";
const noted = `
noted as (insert into lancetree_changes (attempt, catalog, result) select $2::uuid, $1, ${result} from made)`;

/**
 * Records a version, which is the commit of a writer; no row if the table is gone or the version cannot be the next one.
 * $2 attempt, $3 table's id, $4 location, $5 branch, $6 version, $7 file, $8 claim, $9 staged file, $10 size, $11 ETag, $12 metadata
 */
export const recordNext: string = `${next}${made},${noted} select recorded from made`;
export const recordFirst: string = `${first}${made},${noted} select recorded from made`;
/** The same as one of several changes of a transaction. */
export const recordNextTogether: string = `${next}${made} select recorded from made`;
export const recordFirstTogether: string = `${first}${made} select recorded from made`;

/** The manifest is in its final place. $2 location, $3 branch, $4 version, $5 claim */
export const publishVersion: string = `
update lancetree_versions set claim = null
where catalog = $1 and location = $2 and branch = $3 and version = $4 and claim = $5`;

/** Forgets versions whose files a client removed, except the latest one of the main branch. $4 versions, $5 attempts of the records */
export const forgetVersions: string = `
delete from lancetree_versions
where catalog = $1 and location = $2 and branch = $3
  and (version, attempt) in (select * from unnest($4::integer[], $5::uuid[]))
  and ($3 <> '' or version < (
    select max(version) from lancetree_versions where catalog = $1 and location = $2 and branch = $3))
returning version`;

/** Deletes the versions of ranges, except the latest one. $2 location, $3 branch, $4 starts, $5 ends */
export const deleteVersionsTogether: string = `
delete from lancetree_versions
where catalog = $1 and location = $2 and branch = $3
  and version < (select max(version) from lancetree_versions where catalog = $1 and location = $2 and branch = $3)
  and exists (
    select 1 from unnest($4::integer[], $5::bigint[]) as ranges (low, high) where version >= low and version < high)
returning manifest, claim`;

/** Keeps versions from being recorded until the transaction ends. $2 table's id */
export const lockTable: string = `
select location, managed from lancetree_objects where catalog = $1 and object_id = $2 and kind = 2 for update`;

/** The catalog no longer keeps the versions of a folder that no table names, nor one that was dropped and is kept. $2 location */
export const forgetFolder: string = `
delete from lancetree_versions where catalog = $1 and location = $2
  and not exists (select 1 from lancetree_objects where catalog = $1 and kind = 2 and location = $2)
  and not exists (select 1 from lancetree_dropped where catalog = $1 and kind = 2 and location = $2)`;
