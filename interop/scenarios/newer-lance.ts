import assert from "node:assert/strict";
import { installedProduct } from "../../installed/product/installed-product.ts";
import { type Ended, runCommand } from "../../installed/product/run-command.ts";
import type { Scenario } from "../harness/harness.ts";

const path = ["prod", "stable"];
const rows = 1000;
const harm =
  /^Table 'stable' has stable row ids and the index 'id_idx' in the format of a newer Lance: .*drop the index/;

/** A table with stable row ids and an index that Lance 14 wrote: an update of Lance 12 would hide the rows that it moves. */
export const newerLanceScenario: Scenario = {
  name: "a table of Lance 14 with stable row ids and an index: what would harm it is refused, and check names it",
  async run(harness) {
    const lancetree = await harness.lancetree();
    await lancetree.call("createNamespace", ["prod"]);
    const pylance = await harness.pylance();
    await pylance.call("createStableTable", path, rows);
    const lost = (count: number): Promise<number[]> =>
      pylance.call("lostIds", path, [...Array(count).keys()]);
    assert.deepEqual(await lost(rows), []);

    const url = await harness.serve();
    const predicate = "id >= 100 AND id < 200";
    const updates = [["v", "v + 1"]];
    for (const request of [{ predicate, updates }, { updates }, { predicate: "id = 1", updates }]) {
      const { status, body } = await post(url, "update", request);
      assert.deepEqual([status, body["code"]], [406, 0], JSON.stringify(body));
      assert.match(String(body["error"]), harm);
    }
    const found = await check(harness.root);
    assert.equal(found.status, 11, found.stderr);
    assert.match(
      found.stdout,
      /^\{"finding":"newer-table","path":\["prod","stable"\].* the index 'id_idx' /m,
    );

    // These move no rows.
    assert.equal((await post(url, "delete", { predicate: "id = 999" })).status, 200);
    await lancetree.call("addRows", path, [{ id: 999, v: 1 }]);
    await lancetree.call("mergeRows", path, "id", [
      { id: 5, v: 50 },
      { id: 1000, v: 0 },
    ]);
    assert.deepEqual(await lost(rows + 1), []);

    // An index of this version is kept up.
    assert.equal((await post(url, "index/id_idx/drop", {})).status, 200);
    const index = { column: "id", index_type: "BTREE", name: "id_idx" };
    assert.equal((await post(url, "create_scalar_index", index)).status, 200);
    const { status, body } = await post(url, "update", { predicate, updates });
    assert.deepEqual([status, body["updated_rows"]], [200, 100], JSON.stringify(body));
    assert.deepEqual(await lost(rows + 1), []);
    const { status: clean, stdout } = await check(harness.root);
    assert.equal(clean, 0, stdout);
    return `${rows} rows`;
  },
};

async function post(
  url: string,
  operation: string,
  request: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/v1/table/${path.join("%24")}/${operation}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What `lancetree check` finds, a line of JSON each. */
async function check(root: string): Promise<Ended> {
  const { cli, folder } = await installedProduct();
  const words = [cli, "check", "--tables", "--json", "--root", root];
  return runCommand(process.execPath, words, { folder, environment: { PATH: process.env["PATH"] } });
}
