import type { SeededBug } from "./seeded-bug.ts";

const routes = "packages/rest-server/src/extensions/routes.ts";
const permissions = "packages/server/src/access/permissions.ts";
const attacks = ["packages/cli/test/serve/attacks-extensions.test.ts"];
const roleTests = ["packages/server/test/extensions.test.ts"];
const routeTests = ["packages/rest-server/test/extension-routes.test.ts"];
const folderTests = ["packages/dir-namespace/test/property-changes.test.ts"];

/** Bugs in the routes that the protocol does not have: access without permission, and protection that is not what it says. */
export const extensionBugs: readonly SeededBug[] = [
  {
    name: "extensions: whoami shows the entry of the key file",
    file: "packages/server/src/access/authenticate.ts",
    find: "? describeGrant(identity.grant) : {}",
    replace: "? { ...describeGrant(identity.grant), ...identity.grant } : {}",
    caughtBy: attacks,
  },
  {
    name: "extensions: a search below a namespace ignores the paths of the key",
    file: "packages/rest-server/src/extensions/find-visible.ts",
    find: "const parts = caller.within(path);",
    replace: "const parts = [path];",
    caughtBy: [...attacks, "packages/server/test/find.test.ts"],
  },
  {
    name: "extensions: a page token of another key shows names of a database outside of the paths",
    file: "packages/postgres-namespace/src/operations/find-objects.ts",
    find: 'let after = within + (token ?? "");',
    replace: "let after = token ?? within;",
    caughtBy: attacks,
  },
  {
    name: "extensions: readers change properties",
    file: "packages/server/src/access/operation-roles.ts",
    find: 'alterProperties: "write"',
    replace: 'alterProperties: "read"',
    caughtBy: [...attacks, ...roleTests],
  },
  {
    name: "extensions: writers protect what they create",
    file: permissions,
    find: "if (namesProperty(request, protectedProperty)) return",
    replace: 'if (operation === "alterProperties" && namesProperty(request, protectedProperty)) return',
    caughtBy: [...attacks, ...roleTests],
  },
  {
    name: "extensions: writers remove protection",
    file: permissions,
    find: "if (Array.isArray(remove) && remove.includes(name)) return true;",
    replace: "void remove;",
    caughtBy: [...attacks, ...roleTests],
  },
  {
    name: "extensions: writers turn protection on and off",
    file: permissions,
    find: "return [set, properties].some(",
    replace: "void set;\n  return [properties].some(",
    caughtBy: [...attacks, ...roleTests],
  },
  {
    name: "extensions: an undrop is not checked for the path to which it brings back",
    file: routes,
    find: "[pathOf(id), ...(newId === undefined ? [] : [pathOf(newId)])]",
    replace: "[newId === null ? [] : pathOf(id)]",
    caughtBy: [...attacks, ...roleTests],
  },
  {
    name: "extensions: a purge below a path takes what was dropped beside it",
    file: "packages/postgres-namespace/src/dropped-statements.ts",
    find: 'or (${below("$3")})',
    replace: "or object_id < $3 || '%'",
    caughtBy: attacks,
  },
  {
    name: "extensions: the time limits of the server do not apply",
    file: "packages/rest-server/src/extensions/run-extension.ts",
    find: "options.limits?.operationMs?.(extension.name)",
    replace: "undefined as number | undefined",
    caughtBy: routeTests,
  },
  {
    name: "extensions: fields and parameters that a route does not have are ignored, so a misspelled path purges everything that was dropped",
    file: "packages/rest-server/src/extensions/run-extension.ts",
    find: 'const input = readModel(model, fields, "") as JsonObject;',
    replace: "const input = fields as JsonObject;",
    caughtBy: [...routeTests, "packages/cli/test/serve/attacks-paths.test.ts"],
  },
  {
    name: "extensions: query parameters that a route does not have are ignored",
    file: "packages/rest-server/src/extensions/run-extension.ts",
    find: 'readQuery(request.url.searchParams, ["delimiter"], model);',
    replace: "void readQuery;",
    caughtBy: routeTests,
  },
  {
    name: "extensions: a catalog in a folder accepts protection and does not protect",
    file: "packages/dir-namespace/src/model/intent.ts",
    find: "  refuseProtection(properties);\n",
    replace: "  void refuseProtection;\n",
    caughtBy: [...attacks, ...folderTests],
  },
  {
    name: "extensions: a change of properties removes the intent of another process",
    file: "packages/dir-namespace/src/operations/alter-properties.ts",
    find: "  if (row.intent) {",
    replace: "  if (row.intent && row.kind !== row.kind) {",
    caughtBy: ["packages/dir-namespace/test/model/model.test.ts"],
  },
  {
    name: "extensions: a change of properties takes the commit of another process for its own",
    file: "packages/dir-namespace/src/model/group-commit.ts",
    find: 'changesPropertiesOnly(effect) ? "alone" : "replace"',
    replace: 'changesPropertiesOnly(effect) ? "replace" : "replace"',
    caughtBy: folderTests,
  },
];
