import { equal, holds, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

interface Page {
  names: string[];
  token: string | undefined;
}

interface List {
  readonly name: string;
  /** Makes an object that the list holds. */
  readonly add: (catalog: Catalog, name: string) => Promise<void>;
  readonly drop: (catalog: Catalog, name: string) => Promise<unknown>;
  readonly page: (
    catalog: Catalog,
    request: { page_token?: string | null; limit?: number | null },
  ) => Promise<Page>;
}

const lists: readonly List[] = [
  {
    name: "listNamespaces",
    add: ({ addNamespace }, name) => addNamespace(["prod", name]),
    drop: ({ namespace }, name) => namespace.dropNamespace({ id: ["prod", name] }),
    async page({ namespace }, request) {
      const { namespaces, page_token } = await namespace.listNamespaces({ id: ["prod"], ...request });
      return { names: namespaces, token: page_token ?? undefined };
    },
  },
  {
    name: "listTables",
    add: ({ addTable }, name) => addTable(["prod", name]),
    drop: ({ namespace }, name) => namespace.dropTable({ id: ["prod", name] }),
    async page({ namespace }, request) {
      const { tables, page_token } = await namespace.listTables({ id: ["prod"], ...request });
      return { names: tables, token: page_token ?? undefined };
    },
  },
  {
    name: "listAllTables",
    add: ({ addTable }, name) => addTable([name]),
    drop: ({ namespace }, name) => namespace.dropTable({ id: [name] }),
    async page({ namespace }, request) {
      const { tables, page_token } = await namespace.listAllTables(request);
      return { names: tables, token: page_token ?? undefined };
    },
  },
];

async function fill(catalog: Catalog, list: List, names: readonly string[]): Promise<void> {
  await catalog.addNamespace(["prod"]);
  await Promise.all(names.map((name) => list.add(catalog, name)));
}

const five = ["b", "d", "f", "h", "j"];

/** No list drops its token; a token may be a name; `limit` caps and never defaults to a cap. */
export const pages: Rule = {
  name: "pages",
  cases: {
    ...each(
      lists,
      ({ name }) => `${name}: pages lead from one to the next`,
      async (catalog, list) => {
        await fill(catalog, list, five);
        for (const limit of [1, 2, 3, 4]) {
          let page = await list.page(catalog, { limit });
          const seen = [...page.names];
          while (page.token) {
            equal(page.names.length, limit, "length of a page that is not the last");
            page = await list.page(catalog, { limit, page_token: page.token });
            holds(page.names.length > 0, "a page after a token holds something");
            seen.push(...page.names);
            holds(seen.length <= five.length, `names repeat: ${seen.join(", ")}`);
          }
          equal(seen, five, `all pages of ${limit}`);
        }
      },
    ),
    ...each(
      lists,
      ({ name }) => `${name}: the last page has no token`,
      async (catalog, list) => {
        await fill(catalog, list, five);
        for (const limit of [5, 6, 1000]) {
          const page = await list.page(catalog, { limit });
          equal(page.names, five, `names with limit ${limit}`);
          holds(!page.token, `there is nothing after the page, but there is the token ${page.token ?? ""}`);
        }
      },
    ),
    ...each(
      lists,
      ({ name }) => `${name}: an absent, null or empty token means the beginning`,
      async (catalog, list) => {
        await fill(catalog, list, five);
        for (const request of [{}, { page_token: null }, { page_token: "" }, { limit: null }]) {
          equal((await list.page(catalog, request)).names, five, `names for ${JSON.stringify(request)}`);
        }
      },
    ),
    ...each(
      lists,
      ({ name }) => `${name}: a token may be a name`,
      async (catalog, list) => {
        await fill(catalog, list, five);
        equal((await list.page(catalog, { page_token: "d" })).names, ["f", "h", "j"], "names after d");
        equal(
          (await list.page(catalog, { page_token: "d", limit: 2 })).names,
          ["f", "h"],
          "two names after d",
        );
        equal((await list.page(catalog, { page_token: "j" })).names, [], "names after the last");
      },
    ),
    ...each(
      lists,
      ({ name }) => `${name}: a token may be a name that does not exist`,
      async (catalog, list) => {
        await fill(catalog, list, five);
        equal((await list.page(catalog, { page_token: "A" })).names, five, "names after A");
        equal((await list.page(catalog, { page_token: "c" })).names, ["d", "f", "h", "j"], "names after c");
        equal((await list.page(catalog, { page_token: "i", limit: 1 })).names, ["j"], "one name after i");
        equal((await list.page(catalog, { page_token: "z" })).names, [], "names after z");
      },
    ),
    ...each(
      lists,
      ({ name }) => `${name}: names that come and go between pages disturb no other`,
      async (catalog, list) => {
        await fill(catalog, list, five);
        const first = await list.page(catalog, { limit: 2 });
        equal(first.names, ["b", "d"], "first page");
        await list.drop(catalog, "d");
        await list.add(catalog, "a");
        await list.add(catalog, "e");
        const second = await list.page(catalog, { limit: 2, page_token: first.token ?? null });
        equal(second.names, ["e", "f"], "second page");
      },
    ),
    ...each(
      lists,
      ({ name }) => `${name}: without a limit everything comes at once`,
      async (catalog, list) => {
        // Servers like to cap at 10, 20 or 100; the last of them costs most, and one list shows it.
        const length = list.name === "listTables" ? 101 : 21;
        const many = Array.from({ length }, (_, index) => `n${String(index).padStart(4, "0")}`);
        await fill(catalog, list, many);
        const page = await list.page(catalog, {});
        equal(page.names, many, "names");
        holds(!page.token, "there is nothing after everything");
      },
    ),
    ...each(
      lists.flatMap((list) => [0, -1, 1.5, "2"].map((limit) => ({ list, limit }))),
      ({ list, limit }) => `${list.name}: ${JSON.stringify(limit)} is not a limit`,
      async (catalog, { list, limit }) => {
        await fill(catalog, list, []);
        await rejects(list.page(catalog, { limit: limit as number }), 13, "limit");
      },
    ),
  },
};
