import type { SeededBug } from "./seeded-bug.ts";

const vending = "packages/dir-namespace/src/vending";
const server = "packages/server/src";
const library = "packages/rest-server/src";
const policyTest = "packages/dir-namespace/test/vending/session-policy.test.ts";
const cacheTest = "packages/dir-namespace/test/vending/credential-cache.test.ts";
const settingsTest = "packages/dir-namespace/test/vending/vendor-settings.test.ts";
const requestTest = "packages/dir-namespace/test/vending/assume-role.test.ts";
const signatureTest = "packages/dir-namespace/test/vending/directory-signature.test.ts";
const azureTest = "packages/dir-namespace/test/vending/azure-vendor.test.ts";
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
  {
    name: "vending: a signature for Azure is valid for the whole container",
    file: `${vending}/directory-signature.ts`,
    find: "    pathName: directory,\n    isDirectory: true,\n",
    replace: "",
    caughtBy: [signatureTest],
  },
  {
    name: "vending: a signature for Azure is valid for the folder around the table's",
    file: `${vending}/directory-signature.ts`,
    find: "return folder.slice(0, -1);",
    replace: 'return folder.slice(0, -1).replace(/\\/[^/]+$/, "");',
    caughtBy: [signatureTest, azureTest],
  },
  {
    name: "vending: line breaks in a name are signed for Azure as ends of fields",
    file: `${vending}/directory-signature.ts`,
    find: "if (/[\\p{Cc}\\p{Cs}]/u.test(folder)) {",
    replace: "if (folder.length < 0) {",
    caughtBy: [signatureTest],
  },
  {
    name: "vending: a signature of Azure for readers can write",
    file: `${vending}/directory-signature.ts`,
    find: 'read: "rl",',
    replace: 'read: "rcwl",',
    caughtBy: [signatureTest],
  },
  {
    name: "vending: a signature of Azure for writers can delete",
    file: `${vending}/directory-signature.ts`,
    find: 'write: "racwl",',
    replace: 'write: "racwdl",',
    caughtBy: [signatureTest],
  },
  {
    name: "vending: a signature of Azure may be sent without TLS",
    file: `${vending}/directory-signature.ts`,
    find: "    protocol: library.SASProtocol.Https,\n",
    replace: "",
    caughtBy: [signatureTest],
  },
  {
    name: "vending: a signature of Azure is valid for seven days, not for what is configured",
    file: `${vending}/azure-vendor.ts`,
    find: "Math.min(start + startsBeforeMs + durationMs, start + maxLifetimeMs)",
    replace: "Math.max(start + startsBeforeMs + durationMs, start + maxLifetimeMs)",
    caughtBy: [azureTest],
  },
  {
    name: "vending: a user delegation key is requested for longer than Azure allows",
    file: `${vending}/azure-vendor.ts`,
    find: "Math.min(start + startsBeforeMs + durationMs, start + maxLifetimeMs)",
    replace: "start + startsBeforeMs + durationMs",
    caughtBy: [azureTest],
  },
  {
    name: "vending: the options of a catalog in Azure are passed on",
    file: `${vending}/azure-vendor.ts`,
    find: "        azure_storage_account_name: account,\n",
    replace: "        ...this.#options.forLance,\n        azure_storage_account_name: account,\n",
    caughtBy: [azureTest],
  },
  {
    name: "vending: a catalog in Azure requests keys of another account",
    file: `${vending}/azure-vendor.ts`,
    find: "if (options.account !== settings.account) {",
    replace: 'if (options.account === "") {',
    caughtBy: [azureTest],
  },
  {
    name: "vending: the configured client of Azure is not used",
    file: `${vending}/azure-vendor.ts`,
    find: "        managedIdentityClientId: federatedClientId,\n",
    replace: "",
    caughtBy: [azureTest],
  },
];
