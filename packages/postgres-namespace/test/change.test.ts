/** Changes that the database refuses for a moment. Only a double can refuse them at a chosen time. */
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PostgresNamespace } from "../src/index.ts";

let pglite: PGlite;

beforeAll(async () => {
  pglite = await PGlite.create();
});

afterAll(() => pglite.close());

/** A catalog whose statements that match are refused with a code, a number of times. */
function refusing(
  pattern: RegExp,
  code: string,
  times: number,
): { namespace: PostgresNamespace; readonly left: () => number } {
  let left = times;
  const refuse = (statement: string): void => {
    if (!pattern.test(statement) || left === 0) return;
    left -= 1;
    throw Object.assign(new Error("refused"), { code });
  };
  const database = {
    query(statement: string, values?: unknown[]) {
      refuse(statement);
      return pglite.query(statement, values);
    },
    transaction: <Result>(work: (transaction: Pick<PGlite, "query">) => Promise<Result>) =>
      pglite.transaction(async (transaction) => {
        const result = await work(transaction);
        refuse("commit");
        return result;
      }),
  };
  const catalog = `refusing-${code}-${times}-${pattern.source.length}`;
  return { namespace: new PostgresNamespace({ database, root: "./tables", catalog }), left: () => left };
}

test.each(["40001", "40P01"])(
  "SQLSTATE %s does not reach the caller: the change is made at another attempt",
  async (code) => {
    const { namespace, left } = refusing(/insert into lancetree_objects\b[^]*parent_id/, code, 3);
    await namespace.createNamespace({ id: ["a"] });
    expect(left()).toBe(0);
    expect((await namespace.listNamespaces({ id: [] })).namespaces).toEqual(["a"]);
    await namespace.close();
  },
);

test("a transaction that cannot be committed is made again as a whole", async () => {
  const { namespace, left } = refusing(/commit/, "40001", 0);
  await namespace.createNamespace({ id: ["a"] });
  await namespace.createNamespace({ id: ["a", "b"] });
  await namespace.close();
  const again = refusing(/commit/, "40001", 2);
  await again.namespace.createNamespace({ id: ["a"] });
  await again.namespace.createNamespace({ id: ["a", "b"] });
  await again.namespace.createNamespace({ id: ["a"], mode: "overwrite", properties: { x: "1" } });
  expect((await again.namespace.listNamespaces({ id: ["a"] })).namespaces).toEqual([]);
  expect([left(), again.left()]).toEqual([0, 0]);
  await again.namespace.close();
});

test("a change that is refused each time is ConcurrentModification, and changes nothing", async () => {
  const { namespace } = refusing(/insert into lancetree_objects\b[^]*parent_id/, "40001", 1000);
  await expect(namespace.createNamespace({ id: ["a"] })).rejects.toMatchObject({ code: 14 });
  expect((await namespace.listNamespaces({ id: [] })).namespaces).toEqual([]);
  await namespace.close();
});
