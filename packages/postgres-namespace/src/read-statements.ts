/** The statements that read objects. `$1` is the catalog in all of them. */

const columnNames = [
  "object_id",
  "kind",
  "name",
  "location",
  "declared",
  "properties",
  "protected",
  "revision",
  "managed",
];
const columns = columnNames.join(", ");

/** The rows of objects. $2 ids */
export const readObjects: string = `
select ${columns} from lancetree_objects where catalog = $1 and object_id = any($2::text[])`;

/**
 * The rows of objects, and of all namespaces above them; a namespace may occur twice. It goes from the root down and ends where the path does:
 * a list of the ids of everything above a path, which a caller may choose, has the square of its length. $2 ids
 */
export const readLines: string = `
with recursive line as (
  select ${columns}, wanted, 1 as depth
  from unnest($2::text[]) as wanted
  join lancetree_objects on catalog = $1 and object_id = split_part(wanted, '$', 1)
  where wanted <> ''
  union all
  select ${columnNames.map((name) => `below.${name}`).join(", ")}, wanted, depth + 1
  from line
  join lancetree_objects as below
    on below.catalog = $1 and below.object_id = line.object_id || '$' || split_part(wanted, '$', depth + 1)
  where line.object_id <> wanted)
select ${columns} from line`;

/** One page of a namespace, and the row of the namespace, in one snapshot. $2 namespace, $3 kind, $4 token, $5 limit */
export const readPage: string = `
select kind, name, location, declared, false as listed from lancetree_objects where catalog = $1 and object_id = $2
union all
(select kind, name, location, declared, true from lancetree_objects
  where catalog = $1 and parent_id = $2 and kind = $3 and name > $4 order by name limit $5)`;

/** Tables in the order of their ids. $2 token, $3 limit */
export const readAllTables: string = `
select object_id, location, declared from lancetree_objects where catalog = $1 and kind = 2 and object_id > $2 order by object_id limit $3`;

/** The same in the order of ids with another delimiter. $2 token, $3 limit, $4 delimiter */
export const readAllTablesDelimited: string = `
select object_id, location, declared from lancetree_objects
  where catalog = $1 and kind = 2 and replace(object_id, '$', $4) collate "C" > $2
  order by replace(object_id, '$', $4) collate "C" limit $3`;

/** The tables whose location is exactly this one. $2 location */
export const findTablesAt: string = `
select object_id from lancetree_objects where catalog = $1 and kind = 2 and location = $2 order by object_id`;

/**
 * Compares the next objects below a namespace, in the order of their ids, and finds those whose own name contains the end of the text. All
 * names are ASCII, where `lower` does what JavaScript does. The row of kind 0 is the last object that was compared; without it there are no
 * more. $2 id after which, $3 id before which, $4 objects to compare, $5 text in lower case, $6 objects to find
 */
export const findObjects: string = `
with compared as (
  select object_id, kind, name from lancetree_objects
    where catalog = $1 and object_id > $2 and object_id < $3 order by object_id limit $4)
(select object_id, kind from compared
  where strpos(right(lower(replace(object_id, '$', '/')), length(name) + length($5::text) - 1), $5) > 0
  order by object_id limit $6)
union all
select max(object_id), 0 from compared having count(*) = $4`;
