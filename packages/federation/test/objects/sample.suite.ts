import { randomUUID } from "node:crypto";
import { connect, connectNamespace } from "@lancedb/lancedb";
import { describe, expect, inject, it } from "vitest";
import { serveAnother, serveToml } from "../support/serving.ts";

const storage = { ...inject("storageOptions") };
const rows = [{ id: 1, vector: [0.1, 0.2] }];

/** Each storage option as a line of a table in TOML. */
const storageLines = Object.entries(storage)
  .map(([name, value]) => `"storage.${name}" = ${JSON.stringify(value)}`)
  .join("\n");

/** The documentation's sample with other buckets and addresses, and the headers that its second server received. */
async function sample(): Promise<{ url: string; received: Headers[] }> {
  const { url, received } = await serveAnother();
  const { server } = await serveToml(`
[federated_dbs.federated_dir_test]
ns_impl = "dir"
root = "${inject("bucket")}/${randomUUID()}"
${storageLines}
"storage.expires_at_millis" = "4102444800000"

[federated_dbs.federated_rest_test]
ns_impl = "rest"
uri = "${url}"
forward_header_prefixes = ["X-forward"]
`);
  return { url: server.url, received };
}

describe.each(["federated_dir_test", "federated_rest_test"])(
  "%s of the documentation's sample",
  (database) => {
    it("is reached by LanceDB's clients in both dialects", async () => {
      const { url, received } = await sample();
      const native = await connectNamespace(
        "rest",
        { uri: url, "headers.x-lancedb-database": database, "headers.X-Forward-Team": "search" },
        { storageOptions: storage },
      );
      await native.createNamespace(["prod"]);
      const created = await native.createTable("user", rows, ["prod"]);
      expect(await created.countRows()).toBe(1);
      const remote = await connect(`db://${database}/prod`, { apiKey: "key", hostOverride: url });
      const table = await remote.createTable("other", rows);
      await table.add([{ id: 2, vector: [0.9, 0.8] }]);
      const nearest = await table.vectorSearch([0.9, 0.8]).limit(1).toArray();
      expect(nearest.map(({ id }) => Number(id))).toEqual([2]);
      expect(await remote.tableNames()).toEqual(["other", "user"]);
      expect(await native.tableNames(["prod"])).toEqual(["other", "user"]);
      const forwarded = received
        .map((headers) => headers.get("x-forward-team"))
        .filter((team) => team !== null);
      expect(new Set(forwarded)).toEqual(new Set(database === "federated_rest_test" ? ["search"] : []));
      expect(received.filter((headers) => headers.has("x-api-key"))).toEqual([]);
      native.close();
      remote.close();
    });
  },
);
