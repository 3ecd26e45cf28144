import type { SeededBug } from "./seeded-bug.ts";

const links = "packages/server/src/http/link-access.ts";
const headers = "packages/explorer/src/page-headers.ts";
const linkTests = ["packages/server/test/links.test.ts"];
const pageTests = ["packages/explorer/test/handler.system.test.ts"];
const findTests = ["packages/server/test/find.test.ts"];

/** Bugs in the explorer's server that let other pages and programs use a person's access, or that show a key more than its paths. */
export const explorerBugs: readonly SeededBug[] = [
  {
    name: "explorer: a page of any origin may exchange a token",
    file: links,
    find: "return origin === `http://${host}` && ",
    replace: "return origin !== undefined && host !== null && ",
    caughtBy: linkTests,
  },
  {
    name: "explorer: a page of another port of the machine may exchange a token",
    file: links,
    find: 'site === "same-origin"',
    replace: 'site !== "cross-site"',
    caughtBy: linkTests,
  },
  {
    name: "explorer: a link is valid more than once",
    file: links,
    find: "!tokens.delete(hashOf(authToken))",
    replace: "!tokens.has(hashOf(authToken))",
    caughtBy: linkTests,
  },
  {
    name: "explorer: any cookie opens the catalog",
    file: links,
    find: "sessions.has(hashOf(value))",
    replace: "value.length >= 0 || sessions.has(hashOf(value))",
    caughtBy: linkTests,
  },
  {
    name: "explorer: all ports of the machine receive the cookie",
    file: links,
    find: "Path=${basePath}/; ",
    replace: "Path=/; ",
    caughtBy: linkTests,
  },
  {
    name: "explorer: scripts can read the cookie",
    file: links,
    find: "HttpOnly; ",
    replace: "",
    caughtBy: linkTests,
  },
  {
    name: "explorer: links of other sites send the cookie",
    file: links,
    find: "SameSite=Strict",
    replace: "SameSite=Lax",
    caughtBy: linkTests,
  },
  {
    name: "explorer: other pages may show the page in a frame",
    file: headers,
    find: "  \"frame-ancestors 'none'\",\n",
    replace: "",
    caughtBy: pageTests,
  },
  {
    name: "explorer: the page runs scripts from the values of cells",
    file: headers,
    find: "default-src 'self'",
    replace: "default-src 'self' 'unsafe-inline'",
    caughtBy: pageTests,
  },
  {
    name: "explorer: a page token shows the names of other namespaces",
    file: "packages/dir-namespace/src/reads/find-objects.ts",
    find: "token && within + token",
    replace: "token",
    caughtBy: findTests,
  },
  {
    name: "explorer: names are found below the whole catalog with any key",
    file: "packages/rest-server/src/extensions/routes.ts",
    find: "ids: ({ id }, { within }) => within(pathOf(id))",
    replace: "ids: () => []",
    caughtBy: findTests,
  },
];
