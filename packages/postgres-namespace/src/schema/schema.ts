/** The version of the schema that this package reads and writes. */
export const schemaVersion = 3;

/**
 * The statements that lead from each version to the next; the first entry creates version 1.
 *
 * `collate "C"` orders by bytes, as the protocol's pages do, and makes the ids below a namespace one range of the primary key. Keys are
 * text and numbers are at most 32 bits, so that databases without sequences and with other integers take the schema as it is.
 * No key deletes in cascade: it would delete a row without queueing its files.
 */
const versions: readonly (readonly string[])[] = [
  [
    `create table if not exists lancetree_objects (
  catalog     text     collate "C" not null,
  object_id   text     collate "C" not null,
  kind        smallint not null check (kind in (1, 2)),
  parent_id   text     collate "C",
  parent_kind smallint check (parent_kind = 1),
  name        text     collate "C" not null,
  location    text     collate "C",
  declared    boolean  not null default false,
  properties  json     not null default '{}',
  revision    uuid     not null,
  primary key (catalog, object_id),
  unique (catalog, object_id, kind),
  check ((parent_id is null) = (object_id = '') and (parent_id is null) = (parent_kind is null)),
  check ((location is null) = (kind = 1)),
  foreign key (catalog, parent_id, parent_kind) references lancetree_objects (catalog, object_id, kind)
)`,
    `create index if not exists lancetree_objects_by_parent on lancetree_objects (catalog, parent_id, kind, name)`,
    `create index if not exists lancetree_objects_by_location on lancetree_objects (catalog, location) where kind = 2`,
    `create table if not exists lancetree_pending_files (
  catalog    text        collate "C" not null,
  location   text        collate "C" not null,
  not_before timestamptz not null,
  removing   boolean     not null default false,
  tries      integer     not null default 0,
  primary key (catalog, location)
)`,
    `create index if not exists lancetree_pending_files_by_time on lancetree_pending_files (catalog, not_before)`,
    `create table if not exists lancetree_changes (
  attempt uuid        primary key,
  catalog text        collate "C" not null,
  made_at timestamptz not null default now(),
  result  json        not null
)`,
    `create index if not exists lancetree_changes_by_time on lancetree_changes (catalog, made_at)`,
    `create table if not exists lancetree_schema (version integer primary key)`,
  ],
  // A change that would drop, overwrite or rename a protected object records the object, which the check refuses.
  [
    `alter table lancetree_objects add column if not exists protected boolean not null default false`,
    `update lancetree_objects set protected = true where properties::text like '%"lancetree.protected":"true"%'`,
    `alter table lancetree_changes add column if not exists protected_id text collate "C"
  constraint lancetree_unprotected check (protected_id is null)`,
    `create table if not exists lancetree_dropped (
  catalog    text        collate "C" not null,
  drop_id    uuid        not null,
  top_id     text        collate "C" not null,
  object_id  text        collate "C" not null,
  kind       smallint    not null,
  parent_id  text        collate "C" not null,
  name       text        collate "C" not null,
  location   text        collate "C",
  declared   boolean     not null,
  properties json        not null,
  dropped_at timestamptz not null default now(),
  keep_until timestamptz not null,
  primary key (catalog, drop_id, object_id)
)`,
    `create index if not exists lancetree_dropped_by_path on lancetree_dropped (catalog, object_id, drop_id)`,
    `create index if not exists lancetree_dropped_by_location on lancetree_dropped (catalog, location) where kind = 2`,
    `create index if not exists lancetree_dropped_by_time on lancetree_dropped (catalog, keep_until)`,
  ],
  [
    `alter table lancetree_objects add column if not exists managed boolean not null default false`,
    `alter table lancetree_dropped add column if not exists managed boolean not null default false`,
    `create table if not exists lancetree_versions (
  catalog     text        collate "C" not null,
  location    text        collate "C" not null,
  branch      text        collate "C" not null,
  version     integer     not null check (version > 0),
  manifest    text        not null,
  claim       text,
  source      text        not null,
  size        integer,
  e_tag       text,
  metadata    json        not null default '{}',
  attempt     uuid        not null,
  recorded_at timestamptz not null default now(),
  primary key (catalog, location, branch, version)
)`,
  ],
];

/** The statements that lead from a version to the present one, in order; from 0, they create the schema. */
export function schemaStatements(from: number): string[] {
  return versions
    .slice(from)
    .flatMap((statements, index) => [
      ...statements,
      `insert into lancetree_schema (version) values (${from + index + 1}) on conflict do nothing`,
    ]);
}

/** The whole schema as SQL text, for people who create it themselves. It also brings an older schema to the present version. */
export function schemaSql(): string {
  return `${schemaStatements(0).join(";\n\n")};\n`;
}
