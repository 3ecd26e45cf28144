import { azureGoogleVendingBugs } from "./azure-google-vending-bugs.ts";
import type { SeededBug } from "./seeded-bug.ts";

const vending = "packages/dir-namespace/src/vending";
const server = "packages/server/src";
const library = "packages/rest-server/src";
const policyTest = "packages/dir-namespace/test/vending/session-policy.test.ts";
const cacheTest = "packages/dir-namespace/test/vending/credential-cache.test.ts";
const settingsTest = "packages/dir-namespace/test/vending/vendor-settings.test.ts";
const requestTest = "packages/dir-namespace/test/vending/assume-role.test.ts";
const grantTest = "packages/server/test/storage-grant.test.ts";
const auditTest = "packages/server/test/audited-options.test.ts";
const accessTest = "packages/rest-server/test/storage-access.test.ts";

/** Bugs with which credentials for a table allow more, reach another caller, or become known. */
export const vendingBugs: readonly SeededBug[] = [
  {
    name: "vending: a policy holds for table2 beside table",
    file: `${vending}/session-policy.ts`,
    find: "const pattern = `${policyLiteral(folder)}*`;",
    replace: 'const pattern = `${policyLiteral(folder.replace(/\\/$/, ""))}*`;',
    caughtBy: [policyTest],
  },
  {
    name: "vending: a policy allows the objects of the whole bucket",
    file: `${vending}/session-policy.ts`,
    find: "Resource: `${arn}/${pattern}` }",
    replace: "Resource: `${arn}/*` }",
    caughtBy: [policyTest],
  },
  {
    name: "vending: a policy allows every list of the bucket",
    file: `${vending}/session-policy.ts`,
    find: '      Condition: { StringLike: { "s3:prefix": pattern } },\n',
    replace: "",
    caughtBy: [policyTest],
  },
  {
    name: "vending: credentials for readers can write",
    file: `${vending}/session-policy.ts`,
    find: "read: readActions,",
    replace: "read: writeActions,",
    caughtBy: [policyTest],
  },
  {
    name: "vending: credentials for writers can delete",
    file: `${vending}/session-policy.ts`,
    find: "write: writeActions,",
    replace: 'write: [...writeActions, "s3:DeleteObject"],',
    caughtBy: [policyTest],
  },
  {
    name: "vending: patterns in a folder's name widen the policy",
    file: `${vending}/session-policy.ts`,
    find: "return name.replaceAll(/[*?]|\\$(?=\\{)/g, (character) => `\\${${character}}`);",
    replace: "return name;",
    caughtBy: [policyTest],
  },
  {
    name: "vending: an empty policy allows what the role allows",
    file: `${vending}/session-policy.ts`,
    find: '[{ Effect: "Deny", Action: ["*"], Resource: "*" }]',
    replace: "[]",
    caughtBy: [policyTest],
  },
  {
    name: "vending: AssumeRole is called without a policy",
    file: `${vending}/s3-vendor.ts`,
    find: "Policy: sessionPolicy(",
    replace: "Tags: [], ...sessionPolicy(",
    caughtBy: [requestTest],
  },
  {
    name: "vending: callers share credentials",
    file: `${vending}/credential-cache.ts`,
    find: "[bucket, folder, permission, identity ?? null, durationMs]",
    replace: "[bucket, folder, permission, durationMs]",
    caughtBy: [cacheTest],
  },
  {
    name: "vending: readers share the credentials of writers",
    file: `${vending}/credential-cache.ts`,
    find: "[bucket, folder, permission, identity ?? null, durationMs]",
    replace: "[bucket, folder, identity ?? null, durationMs]",
    caughtBy: [cacheTest],
  },
  {
    name: "vending: tables share credentials",
    file: `${vending}/credential-cache.ts`,
    find: "[bucket, folder, permission, identity ?? null, durationMs]",
    replace: "[bucket, permission, identity ?? null, durationMs]",
    caughtBy: [cacheTest],
  },
  {
    name: "vending: expired credentials are handed out",
    file: `${vending}/credential-cache.ts`,
    find: "return Date.now() < renewAt && performance.now() < renewAtSteady;",
    replace: "return renewAt > 0 && renewAtSteady > 0;",
    caughtBy: [cacheTest],
  },
  {
    name: "vending: the configured permission does not limit the caller's",
    file: `${vending}/vending.ts`,
    find: "const permission = lesserPermission(allowed, this.#permission);",
    replace: "const permission = lesserPermission(allowed, allowed);",
    caughtBy: [requestTest],
  },
  {
    name: "vending: the caller's permission does not limit the configured one",
    file: `${vending}/vending.ts`,
    find: "const permission = lesserPermission(allowed, this.#permission);",
    replace: "const permission = lesserPermission(this.#permission, this.#permission);",
    caughtBy: [requestTest],
  },
  {
    name: "vending: the catalog's own keys are passed on",
    file: `${vending}/s3-vendor.ts`,
    find: "filter(([name]) => passedOn.includes(name))",
    replace: "filter(([name]) => name !== String(passedOn))",
    caughtBy: [requestTest],
  },
  {
    name: "vending: an unknown permission means read",
    file: `${vending}/vendor-settings.ts`,
    find: "if (found !== undefined) return found;",
    replace: 'return found ?? "read";',
    caughtBy: [settingsTest],
  },
  {
    name: "vending: vend_credentials: false has no effect",
    file: "packages/dir-namespace/src/reads/describe-table.ts",
    find: "request.vend_credentials === false",
    replace:
      "request.vend_credentials === undefined && request.tag === undefined && request.id === undefined",
    caughtBy: ["packages/dir-namespace/test/responses.test.ts"],
  },
  {
    name: "vending: a key gets credentials for tables outside of its paths",
    file: `${server}/access/permissions.ts`,
    find: "if (!isForDatabase(grant, database) || !isInScope(grant, path)) return undefined;",
    replace: "if (!isForDatabase(grant, database) || path.length < 0) return undefined;",
    caughtBy: [grantTest],
  },
  {
    name: "vending: every key gets the permission admin",
    file: `${server}/access/permissions.ts`,
    find: "return { permission: grant.role, unlimited:",
    replace: 'return { permission: "admin", unlimited:',
    caughtBy: [grantTest],
  },
  {
    name: "vending: credentials that allow more than the caller may do are returned",
    file: `${library}/access/storage-options.ts`,
    find: "return lesserPermission(found.permission, grant.permission) === found.permission ? found : undefined;",
    replace: "return lesserPermission(found.permission, grant.permission) === undefined ? undefined : found;",
    caughtBy: [accessTest],
  },
  {
    name: "vending: a batch has the permission of its first table",
    file: `${library}/access/storage-options.ts`,
    find: "one === undefined || other === undefined ? undefined : lesserPermission(one, other)",
    replace: "one === undefined || other === undefined ? undefined : one",
    caughtBy: [accessTest],
  },
  {
    name: "vending: the log contains the storage options",
    file: `${library}/access/storage-options.ts`,
    find: "vended.push(found);",
    replace: "vended.push({ ...found, ...table });",
    caughtBy: [accessTest],
  },
  {
    name: "vending: the audit log contains all that the backend records",
    file: `${server}/logs/audit-entry.ts`,
    find: "    folder: redact(location).slice(0, maxLocationLength),\n",
    replace: "    ...arguments[0],\n    folder: location,\n",
    caughtBy: [auditTest],
  },
  {
    name: "vending: credentials are said to be valid for longer than the keys that obtained them",
    file: `${vending}/open-vendor.ts`,
    find: "Math.min(vended.expiresAtMillis, end)",
    replace: "Math.max(vended.expiresAtMillis, end)",
    caughtBy: [requestTest],
  },
  {
    name: "vending: credentials are requested with keys that were renewed since",
    file: "packages/dir-namespace/src/folders/renewed.ts",
    find: "if (used?.options !== options) {",
    replace: "if (used === undefined) {",
    caughtBy: [requestTest],
  },
  ...azureGoogleVendingBugs,
];
