import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseError, Pool } from "pg";
import type { Versions } from "../../../dir-namespace/test/processes/versions.ts";

/**
 * Numbers the transactions that change the catalog, and keeps what each changed. The trigger runs when a transaction commits, and holds a
 * lock until the transaction is visible to readers: the numbers are the order in which readers see the changes. Only the end of
 * transactions is serialized by this; their statements still run at the same time.
 */
const statements = [
  "create sequence test_versions",
  `create table test_version_log (
    version     bigint not null,
    transaction xid8   not null,
    before      jsonb,
    after       jsonb
  )`,
  "create index test_version_log_by_version on test_version_log (version)",
  "create index test_version_log_by_transaction on test_version_log (transaction)",
  `create function test_log_version() returns trigger language plpgsql as $$
  declare
    number bigint;
  begin
    perform pg_advisory_xact_lock(24);
    select version into number from test_version_log where transaction = pg_current_xact_id() limit 1;
    if not found then
      number := nextval('test_versions');
    end if;
    insert into test_version_log
      values (number, pg_current_xact_id(), case when tg_op <> 'INSERT' then to_jsonb(old) end,
        case when tg_op <> 'DELETE' then to_jsonb(new) end);
    return null;
  end $$`,
  `create constraint trigger test_log_versions after insert or update or delete on lancetree_objects
    deferrable initially deferred for each row execute function test_log_version()`,
  // Deregistering, and registering over a table, give up a folder and keep it; all other statements list it for removal.
  "create table test_kept_folders (location text not null)",
  `create function test_log_kept() returns trigger language plpgsql as $$
  begin
    if current_query() not like '%lancetree_pending_files%' then
      insert into test_kept_folders values (old.location);
    end if;
    return null;
  end $$`,
  `create trigger test_log_kept after delete or update of location on lancetree_objects
    for each row when (old.kind = 2) execute function test_log_kept()`,
];

/** A row of the catalog's table of objects, as the log keeps it. */
export interface LoggedRow {
  readonly object_id: string;
  readonly kind: 1 | 2;
  readonly location: string | null;
  readonly properties: Readonly<Record<string, string>>;
}

export interface LoggedChange {
  readonly version: number;
  readonly before: LoggedRow | null;
  readonly after: LoggedRow | null;
}

/** A connection of the test's own that does without the database while that is restarted. */
export class VersionLog implements Versions, AsyncDisposable {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: 2 });
    this.#pool.on("error", () => undefined);
  }

  /** Installs the log in a database that has the catalog's schema. */
  async install(): Promise<void> {
    for (const statement of statements) await this.#pool.query(statement);
  }

  async latest(): Promise<number> {
    const [row] = await this.query<{ version: string }>(
      "select coalesce(max(version), 0) as version from test_version_log",
    );
    return Number(row?.version);
  }

  async changes(): Promise<LoggedChange[]> {
    const rows = await this.query<Omit<LoggedChange, "version"> & { version: string }>(
      "select version, before, after from test_version_log order by version",
    );
    return rows.map((row) => ({ ...row, version: Number(row.version) }));
  }

  /** The folders of deregistered tables. */
  async keptFolders(): Promise<string[]> {
    const rows = await this.query<{ location: string }>("select location from test_kept_folders");
    return rows.map(({ location }) => location);
  }

  /** Repeats a statement until the database is there. */
  async query<Row>(statement: string, values: unknown[] = []): Promise<Row[]> {
    const began = performance.now();
    for (;;) {
      try {
        return (await this.#pool.query(statement, values)).rows as Row[];
      } catch (error) {
        // Anything but a lost connection or a conflict is a mistake of the test.
        if (error instanceof DatabaseError && !/^(?:57P|08|40)/.test(error.code ?? "")) throw error;
        // The process that runs the test has ended, and the database with it.
        if (performance.now() - began > 600_000) throw error;
        await sleep(50);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }
}
