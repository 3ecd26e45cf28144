/**
 * The statements on the files that are to be removed, which `lancetree_pending_files` lists. `$1` is the catalog in all of them.
 */

/** The files of `gone` are removed, unless another row names them. */
export const queued = (condition = "true"): string => `
queued as (
  insert into lancetree_pending_files (catalog, location, not_before)
  select distinct $1, location, now() from gone where location is not null and ${condition}
  on conflict (catalog, location) do update set not_before = excluded.not_before)`;

/** Says before the first file is written that it is removed unless a table names it by then. $2 location, $3 seconds */
export const stageFiles: string = `
insert into lancetree_pending_files (catalog, location, not_before) values ($1, $2, now() + make_interval(secs => $3))
on conflict do nothing`;

/** $2 location */
export const abandonFiles: string = `
update lancetree_pending_files set not_before = now() where catalog = $1 and location = $2 and not removing`;

/**
 * Registrations and removals of files wait for each other: a registration must see which folders are being removed, and a removal
 * which folders tables name. Creations below the root do not wait for this lock.
 */
export const lockLocations: string = `
select 1 from lancetree_objects where catalog = $1 and object_id = '' for no key update`;

/** At, inside or around a location. */
const near = "(location = any($2::text[]) or (location >= $3 || '/' and location < $3 || '0'))";

/** Whether files are being removed near a location. $2 location and the folders around it, $3 location */
export const findRemoval: string = `
select 1 from lancetree_pending_files where catalog = $1 and removing and ${near} limit 1`;

/** Files that were to be removed near a location belong to a table again. The same values. */
export const keepFiles: string = `
delete from lancetree_pending_files where catalog = $1 and not removing and ${near}`;

/** Folders to remove, of which no other process is taking care at the moment. $2 limit */
export const readDueFiles: string = `
select location, tries from lancetree_pending_files where catalog = $1 and not_before <= now()
order by not_before limit $2 for update skip locked`;

/** Whether a table, also one that was dropped and is kept, names a location near this one. The same values. */
export const findTableNear: string = `
select 1 from lancetree_objects where catalog = $1 and kind = 2 and ${near}
union all
select 1 from lancetree_dropped where catalog = $1 and kind = 2 and ${near} limit 1`;

/** From now on no table may name the folder. Another process tries after the pause. $2 location, $3 seconds of the pause */
export const startRemoval: string = `
update lancetree_pending_files
set removing = true, tries = tries + 1, not_before = now() + make_interval(secs => $3)
where catalog = $1 and location = $2`;

/** $2 location, $3 seconds */
export const postponeRemoval: string =
  "update lancetree_pending_files set not_before = now() + make_interval(secs => $3) where catalog = $1 and location = $2";

/** The versions of a folder are forgotten with it. $2 location */
export const finishRemoval: string = `
with forgotten as (delete from lancetree_versions where catalog = $1 and location = $2)
delete from lancetree_pending_files where catalog = $1 and location = $2`;
