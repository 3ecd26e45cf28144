import { assertEqual, assertError, collect } from "./checks.ts";
import { bytesOf, firstUsers, tableOf } from "./rows.ts";
import type { Step } from "./step.ts";

/** Namespaces, lists and refusals. */
export const treeSteps: readonly Step[] = [
  {
    name: "create namespaces",
    metadata: true,
    async run({ settings: { root }, catalog }) {
      const properties = { owner: "çelik", empty: "" };
      await catalog.createNamespace({ id: [root], properties });
      for (const name of ["prod", "stage", "a.b-c_d"]) await catalog.createNamespace({ id: [root, name] });
      const described = await catalog.describeNamespace({ id: [root] });
      assertEqual(
        [described.properties?.["owner"], described.properties?.["empty"]],
        [properties.owner, properties.empty],
        "properties",
      );
      assertEqual(await collect(catalog.namespaces([root])), ["a.b-c_d", "prod", "stage"], "the namespaces");
      await catalog.namespaceExists({ id: [root, "prod"] });
      return "created, described, listed";
    },
  },
  {
    name: "list tables page by page",
    metadata: true,
    async run({ settings: { root }, catalog }) {
      const id = [root, "stage"];
      const names = ["five", "four", "one", "three", "two"];
      const data = await bytesOf(await tableOf(firstUsers));
      for (const name of names) await catalog.createTable({ id: [...id, name], data });
      const pages: string[][] = [];
      let token: string | undefined;
      do {
        const page = await catalog.listTables({
          id,
          limit: 2,
          ...(token !== undefined && { page_token: token }),
        });
        pages.push(page.tables);
        token = page.page_token ?? undefined;
      } while (token !== undefined && pages.length < 10);
      assertEqual(pages, [["five", "four"], ["one", "three"], ["two"]], "pages of two");
      assertEqual(await collect(catalog.tables(id)), names, "all of them");
      return `${pages.length} pages`;
    },
  },
  {
    name: "error classes",
    metadata: true,
    async run({ settings: { root }, catalog }) {
      const data = await bytesOf(await tableOf(firstUsers));
      const missing = [root, "nowhere"];
      const refusals: [() => Promise<unknown>, string, number][] = [
        [() => catalog.listTables({ id: missing }), "NamespaceNotFoundError", 1],
        [() => catalog.describeTable({ id: [...missing, "t"] }), "NamespaceNotFoundError", 1],
        [() => catalog.createTable({ id: [...missing, "t"], data }), "NamespaceNotFoundError", 1],
        [() => catalog.createNamespace({ id: [root] }), "NamespaceAlreadyExistsError", 2],
        [() => catalog.dropNamespace({ id: [root] }), "NamespaceNotEmptyError", 3],
        [() => catalog.describeTable({ id: [root, "stage", "six"] }), "TableNotFoundError", 4],
        [() => catalog.createTable({ id: [root, "stage", "one"], data }), "TableAlreadyExistsError", 5],
        [() => catalog.createNamespace({ id: [root, "a b"] }), "InvalidInputError", 13],
        [() => catalog.describeTransaction({ id: [root] }), "UnsupportedError", 0],
      ];
      for (const [call, name, code] of refusals) await assertError(call(), name, code);
      return `${refusals.length} refusals`;
    },
  },
  {
    name: "many calls at once",
    metadata: true,
    async run({ settings: { root }, catalog }) {
      const calls = Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0
          ? catalog.describeNamespace({ id: [root] })
          : catalog.listTables({ id: [root, "stage"] }),
      );
      return `${(await Promise.all(calls)).length} calls`;
    },
  },
];

/** The last one: nothing of the run stays. */
export const lastStep: Step = {
  name: "drop all of it",
  metadata: true,
  async run({ settings: { root }, catalog }) {
    await catalog.dropNamespace({ id: [root], behavior: "cascade" });
    await assertError(catalog.namespaceExists({ id: [root] }), "NamespaceNotFoundError", 1);
    await catalog.dropNamespace({ id: [root], mode: "skip" });
    return "and what is gone is skipped";
  },
};

/** All that a page of an origin may see that the catalog does not allow. */
export const forbiddenStep: Step = {
  name: "a page of another origin",
  async run({ settings: { root }, catalog }) {
    const message = await assertError(catalog.createNamespace({ id: [root] }), "ServiceUnavailableError", 17);
    await assertError(catalog.listNamespaces({ id: [] }), "ServiceUnavailableError", 17);
    return message;
  },
};
