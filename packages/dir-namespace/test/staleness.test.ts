import { expect, test } from "vitest";
import { useFolder } from "./support/folder.ts";

const folder = useFolder();
const hour = 3_600_000;

function at(time: number): { headers: Record<string, string> } {
  // As LanceDB's remote client writes it.
  return {
    headers: { "X-LanceDB-Min-Timestamp": new Date(time).toISOString().replace("Z", "999000+00:00") },
  };
}

test("a read is as old as the catalog allows, and never older than the call demands", async () => {
  const other = folder.open();
  const lazy = folder.open({ readConsistencyInterval: 3600 });
  await other.createNamespace({ id: ["first"] });
  expect(await lazy.listNamespaces({ id: [] })).toEqual({ namespaces: ["first"] });
  const readAt = Date.now();
  await other.createNamespace({ id: ["second"] });
  const names = async (options?: { headers: Record<string, string> }): Promise<string[]> =>
    (await lazy.listNamespaces({ id: [] }, options)).namespaces;
  expect(await names()).toEqual(["first"]);
  expect(await names(at(readAt - hour))).toEqual(["first"]);
  expect(await names({ headers: { "x-other": new Date().toISOString() } })).toEqual(["first"]);
  expect(await names(at(Date.now()))).toEqual(["first", "second"]);
  await other.createNamespace({ id: ["third"] });
  expect(await names(at(Date.now() + hour))).toEqual(["first", "second", "third"]);
  await other.createNamespace({ id: ["fourth"] });
  expect(await names({ headers: { "x-lancedb-min-timestamp": "soon" } })).toHaveLength(4);
  await other.dropNamespace({ id: ["fourth"] });
  expect(await names(at(readAt))).toHaveLength(4);
});

test("without an interval every read looks", async () => {
  const [one, other] = [folder.open(), folder.open()];
  await one.createNamespace({ id: ["a"] });
  expect(await other.listNamespaces({ id: [] }, at(Date.now() - hour))).toEqual({ namespaces: ["a"] });
  await one.createNamespace({ id: ["b"] });
  expect(await other.listNamespaces({ id: [] }, at(Date.now() - hour))).toEqual({ namespaces: ["a", "b"] });
});
