import assert from "node:assert/strict";
import { startMinio } from "../../scripts/minio/server.ts";
import type { Harness, Scenario } from "../harness/harness.ts";

/** The documentation's federated databases, one in a real bucket and one on a second server, reached by their names. */
export function federationScenario(dialect: "rest" | "db"): Scenario {
  return {
    name: `${dialect}: federated databases`,
    long: true,
    run: (harness) => databases(harness, dialect),
  };
}

const headers = { "X-Forward-Team": "search", "X-Other": "no" };

async function databases(harness: Harness, dialect: "rest" | "db"): Promise<string> {
  await using minio = await startMinio(["lancetree"]);
  const federation = harness.federation();
  const { storageOptions } = minio;
  const url = await federation.call("serve", harness.root, storageOptions);
  const counts: string[] = [];
  for (const database of ["federated_dir_test", "federated_rest_test"]) {
    const client = await harness.database({ url, dialect, database, headers, storageOptions });
    await client.call("createNamespace", ["prod"]);
    await client.call("createTable", ["prod", "user"], [{ id: 1, vector: [0.1, 0.2] }]);
    await client.call("addRows", ["prod", "user"], [{ id: 2, vector: [0.9, 0.8] }]);
    assert.equal(await client.call("countRows", ["prod", "user"]), 2);
    const search = { vector: [0.9, 0.8], columns: ["id"], limit: 1 };
    assert.deepEqual(await client.call("search", ["prod", "user"], search), [{ id: 2 }]);
    const below = await harness.database({ url, dialect, database, prefix: "prod", headers, storageOptions });
    assert.deepEqual(await below.call("tableNames", []), ["user"]);
    assert.equal(await below.call("countRows", ["user"]), 2);

    const received = await federation.call("received");
    counts.push(`${database} ${received.length} requests at the second server`);
    if (database === "federated_dir_test") {
      assert.deepEqual(received, []);
      continue;
    }
    assert.ok(received.length > 0, "nothing came to the second server");
    for (const came of received) {
      assert.equal(came["x-forward-team"], "search");
      const others = ["x-other", "x-api-key", "authorization", "x-lancedb-database", "cookie"];
      assert.deepEqual(
        others.filter((name) => name in came),
        [],
      );
    }
  }
  return counts.join(", ");
}
