import type { SeededBug } from "./seeded-bug.ts";

const vending = "packages/dir-namespace/src/vending";
const signatureTest = "packages/dir-namespace/test/vending/directory-signature.test.ts";
const azureTest = "packages/dir-namespace/test/vending/azure-vendor.test.ts";
const googleTest = "packages/dir-namespace/test/vending/google-vendor.test.ts";

/** Bugs with which signatures of Azure and tokens of Google allow more than one table's folder, or become known. */
export const azureGoogleVendingBugs: readonly SeededBug[] = [
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
  {
    name: "vending: a token of Google holds for table2 beside table",
    file: `${vending}/access-boundary.ts`,
    find: "literal(`${resource}/objects/${folder}`)",
    replace: 'literal(`${resource}/objects/${folder.replace(/\\/$/, "")}`)',
    caughtBy: [googleTest],
  },
  {
    name: "vending: a token of Google allows every list of the bucket",
    file: `${vending}/access-boundary.ts`,
    find: "startsWith(${literal(folder)})",
    replace: "startsWith('')",
    caughtBy: [googleTest],
  },
  {
    name: "vending: a quote in a folder's name ends the string of Google's condition",
    file: `${vending}/access-boundary.ts`,
    find: "return `'${escaped}'`;",
    replace: "return `'${text}'`;",
    caughtBy: [googleTest],
  },
  {
    name: "vending: a token of Google for readers can write",
    file: `${vending}/access-boundary.ts`,
    find: 'read: ["roles/storage.objectViewer"],',
    replace: 'read: ["roles/storage.objectUser"],',
    caughtBy: [googleTest],
  },
  {
    name: "vending: the whole bucket of Google counts as a table's folder",
    file: `${vending}/access-boundary.ts`,
    find: "if (!/[^/]\\/$/.test(folder)) {",
    replace: "if (folder.length < 0) {",
    caughtBy: [googleTest],
  },
  {
    name: "vending: the catalog's own token of Google is vended",
    file: `${vending}/google-vendor.ts`,
    find: "google_storage_token: vended,",
    replace: "google_storage_token: source.token,",
    caughtBy: [googleTest],
  },
];
