import { execFile } from "node:child_process";
import { readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openTableEngine } from "../../src/engine/engine.ts";
import { lancedb } from "../../src/engine/lancedb.ts";
import { removeTransaction } from "../newer-lance.ts";
import { type LancedbFailure, rows, type Surroundings, twice } from "./surroundings.ts";

/** Opens a table in a bucket whose server responds with one status to everything. */
async function fromBucket(status: number, body = ""): Promise<unknown> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  try {
    return await openAt(typeof address === "object" ? (address?.port ?? 0) : 0);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function openAt(port: number): Promise<unknown> {
  await using engine = await openTableEngine();
  const storageOptions = {
    aws_access_key_id: "key",
    aws_secret_access_key: "secret",
    region: "us-east-1",
    aws_endpoint: `http://127.0.0.1:${port}`,
    allow_http: "true",
    client_max_retries: "0",
    client_retry_timeout: "1",
  };
  return await engine.open({ location: "s3://bucket/table", storageOptions });
}

const program = fileURLToPath(new URL("./failing-call.ts", import.meta.url));

/** Makes a call of `failing-call.ts` in a separate process, after a shell command. */
async function inProcess(
  { db, folder }: Surroundings,
  call: "create" | "add" | "query",
  before: string,
  as: readonly string[] = [],
): Promise<never> {
  await db.createTable("t", [{ id: 1, name: "a" }], { mode: "overwrite" });
  const flags = ["--conditions", "@lancetree/source", "--import", "tsx"];
  const [file, ...words] = [
    ...as,
    "/bin/sh",
    "-c",
    `${before}; exec "$0" "$@"`,
    process.execPath,
    ...flags,
    program,
    folder,
    call,
  ];
  const { stdout } = await promisify(execFile)(file, words, {
    env: { PATH: process.env["PATH"], LANCEDB_LOG: "off" },
  });
  throw new Error(stdout.trim().replace(/^message: /, ""));
}

/** With separate mounts, as a user that may create them. */
const withMounts = ["unshare", "--user", "--map-root-user", "--mount"];
/** Without these capabilities root cannot write to files without permission. */
const withoutRights =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

/** Conflicts with other writers, and failures of disks, object stores and networks. */
export const storageFailures: readonly LancedbFailure[] = [
  [
    "a commit after another one",
    14,
    async (surroundings) => {
      const [first, second] = await twice(surroundings);
      await first.alterColumns([{ path: "text", rename: "a" }]);
      return second.alterColumns([{ path: "text", rename: "b" }]);
    },
  ],
  // Lance retries a merge for 30 s before it fails.
  [
    "a merge of rows that another writer changes all the time",
    14,
    async (surroundings) => {
      const [first, second] = await twice(surroundings);
      const large = Array.from({ length: 300_000 }, (_, id) => ({ id, text: "changed" }));
      const merging = second
        .mergeInsert("id")
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .execute(large);
      const over = Symbol("over");
      const end = merging.then(
        () => over,
        () => over,
      );
      for (;;) {
        await first.checkoutLatest();
        const change = first.update({ where: "id < 10", values: { text: "other" } });
        const state = await Promise.race([end, change.catch(() => undefined)]);
        if (state === over) break;
      }
      return merging;
    },
  ],
  [
    "a merge that takes longer than its time limit",
    17,
    async ({ table }) => {
      const target = await table();
      // A fast machine may complete a merge in that time.
      for (let attempt = 0; attempt < 100; attempt++) {
        await target.mergeInsert("id").whenMatchedUpdateAll().execute(rows, { timeoutMs: 1 });
      }
    },
  ],
  [
    "a commit after one of Lance 14",
    14,
    async (surroundings) => {
      const first = await surroundings.table();
      // A separate session, whose caches do not contain that transaction.
      const second = await (await lancedb.connect(surroundings.folder)).openTable(first.name);
      await first.delete("id = 1");
      await removeTransaction(surroundings.folderOf(first));
      return second.alterColumns([{ path: "text", rename: "a" }]);
    },
  ],
  [
    "a file that may not be read",
    15,
    async (surroundings) =>
      inProcess(surroundings, "add", 'chmod -R a-rwx "$6/t.lance/_versions"', withoutRights),
  ],
  [
    "a file system that may not be written",
    15,
    async (surroundings) =>
      inProcess(surroundings, "add", 'mount --bind "$6" "$6"; mount -o remount,ro,bind "$6"', withMounts),
  ],
  [
    "a disk that is full",
    17,
    async (surroundings) =>
      inProcess(surroundings, "create", 'mount -t tmpfs -o size=64k tmpfs "$6"', withMounts),
  ],
  [
    "a file that becomes too large",
    17,
    async (surroundings) => inProcess(surroundings, "create", "trap '' XFSZ; ulimit -f 16"),
  ],
  ["too many open files", 17, async (surroundings) => inProcess(surroundings, "query", "ulimit -n 256")],
  ["a bucket that denies access", 15, async () => fromBucket(403)],
  ["a bucket that is overloaded", 17, async () => fromBucket(503)],
  [
    "a bucket that asks for fewer requests",
    17,
    async () => fromBucket(500, "<Error><Code>SlowDown</Code></Error>"),
  ],
  ["a bucket that nothing serves", 17, async () => openAt(1)],
  [
    "a file in place of a table",
    19,
    async ({ db, folder }) => {
      await writeFile(join(folder, "file.lance"), "");
      return db.openTable("file");
    },
  ],
  [
    "a socket in place of a file",
    17,
    async ({ db, table, folderOf }) => {
      const opened = await table();
      const data = join(folderOf(opened), "data");
      const [file = ""] = await readdir(data);
      await rm(join(data, file));
      const server = createSocket();
      await new Promise<void>((resolve) => server.listen(join(data, file), resolve));
      try {
        return await (await db.openTable(opened.name)).query().toArray();
      } finally {
        server.close();
      }
    },
  ],
  [
    "a table whose files are removed",
    19,
    async ({ db, table, folderOf }) => {
      const opened = await table();
      await rm(join(folderOf(opened), "data"), { recursive: true });
      return (await db.openTable(opened.name)).query().toArray();
    },
  ],
];
