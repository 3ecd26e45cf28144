import { isNamespaceError } from "@lancetree/core";
import { equal, holds, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

const everything = [
  "namespace prod/User_data",
  "table prod/search/user",
  "table prod/search/user_events",
  "table secret/user",
  "table users",
];

/** Text to search for, and what is found below the root. */
const searches: Readonly<Record<string, readonly string[]>> = {
  user: everything,
  uSeR: everything,
  "search/us": everything.slice(1, 3),
  "SEARCH/us": everything.slice(1, 3),
  "prod/search/user_e": everything.slice(2, 3),
  search: ["namespace prod/search"],
  prod: ["namespace prod"],
  "user/": [],
  "prod/user": ["namespace prod/User_data"],
  none: [],
  "%": [],
  r_: ["namespace prod/User_data", "table prod/search/user_events"],
  ü: [],
  "\0": [],
};

const invalid: readonly object[] = [
  {},
  { text: "" },
  { text: 1 },
  { text: "x".repeat(1025) },
  { text: "a", limit: 0 },
  { text: "a", limit: 1001 },
  { text: "a", limit: 1.5 },
  { text: "a", id: "a" },
  { text: "a", page_token: 1 },
];

/** Objects are found by a part of their names. Not part of the protocol: a backend need not have the operation. */
export const finding: Rule = {
  name: "finding",
  cases: {
    ...each(
      Object.entries(searches),
      ([text]) => `${JSON.stringify(text)} finds what has it in its own name`,
      async (catalog, [text, found]) => {
        await makeTree(catalog);
        for (const limit of [1, 2, 3, 100]) {
          equal(await find(catalog, { text, limit }), found, `with pages of ${limit}`);
        }
        const { page_token: token } = await catalog.findObjects({ text });
        equal(token, undefined, "the token of the only page");
      },
    ),
    "only what is below the namespace is found": async (catalog) => {
      await makeTree(catalog);
      const below = async (...id: string[]) => find(catalog, { text: "user", id, limit: 1 });
      equal(await below("prod"), everything.slice(0, 3), "below prod");
      equal(await below("prod", "search"), everything.slice(1, 3), "below prod/search");
      equal(await below("secret"), everything.slice(3, 4), "below secret");
      equal(
        await find(catalog, { text: "prod/search/us", id: ["prod"] }),
        everything.slice(1, 3),
        "whole path",
      );
    },
    "a page token leads out of no namespace": async (catalog) => {
      await makeTree(catalog);
      for (const token of ["", "secret", "$", "$$secret", "0", "~", "\u{10FFFF}"]) {
        const request = { text: "s", id: ["prod"], page_token: token };
        const { objects } = await catalog.findObjects(request).catch((error: unknown) => {
          if (isNamespaceError(error, 13)) return { objects: [] };
          throw error;
        });
        for (const { id } of objects) holds(id[0] === "prod" && id.length > 1, `found ${id.join("/")}`);
      }
    },
    "what is created, renamed and dropped shows": async (catalog) => {
      const { namespace, addTable } = catalog;
      await makeTree(catalog);
      await addTable(["prod", "user"]);
      equal((await find(catalog, { text: "prod/user" })).length, 2, "objects after a creation");
      await namespace.dropTable({ id: ["prod", "user"] });
      await namespace.dropTable({ id: ["users"] });
      equal(await find(catalog, { text: "user" }), everything.slice(0, 4), "after drops");
      await namespace.dropNamespace({ id: ["prod"], behavior: "cascade" });
      equal(await find(catalog, { text: "user" }), everything.slice(3, 4), "after a cascade");
    },
    "the namespace must exist": async (catalog) => {
      await makeTree(catalog);
      await rejects(catalog.findObjects({ text: "user", id: ["none"] }), 1, "none");
      await rejects(catalog.findObjects({ text: "user", id: ["users"] }), 1, "users");
    },
    ...each(
      invalid,
      (request) => `${JSON.stringify(request).slice(0, 60)} is invalid`,
      async ({ findObjects }, request) => {
        await rejects(findObjects(request as never), 13);
      },
    ),
  },
};

async function makeTree({ addNamespace, addTable }: Catalog): Promise<void> {
  for (const id of [["prod"], ["prod", "search"], ["prod", "User_data"], ["secret"]]) await addNamespace(id);
  for (const id of [
    ["prod", "search", "user_events"],
    ["prod", "search", "user"],
    ["secret", "user"],
    ["users"],
  ])
    await addTable(id);
}

/** Everything that is found, page by page. */
async function find(
  { findObjects }: Catalog,
  request: { text: string; id?: string[]; limit?: number },
): Promise<string[]> {
  const found: string[] = [];
  for (let token: string | undefined; ; ) {
    const { objects, page_token: next } = await findObjects({ ...request, page_token: token });
    holds(objects.length <= (request.limit ?? 100), `a page of ${objects.length}`);
    found.push(...objects.map(({ kind, id }) => `${kind} ${id.join("/")}`));
    if (next === undefined) return found;
    token = next;
  }
}
