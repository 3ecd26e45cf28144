import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { bundle } from "./bundle.ts";
import { type ClientDocument, clientDifferences } from "./client-document.ts";
import { compare, differences, type ExpectedDifference } from "./differences.ts";
import type { OpenApiDocument } from "./document.ts";

// Lists how our document differs in structure from the upstream document named on the command line, or with --client from what a
// generated client knows of one. Fails when a difference is not in compare-expected.yaml, and for a document also when one that is
// there has gone: a client does not show all of them.
const [first, second] = process.argv.slice(2);
const isClient = first === "--client";
const upstreamFile = isClient ? second : first;
if (upstreamFile === undefined) {
  console.error("usage: pnpm compare <upstream.yaml> | --client <client.json>");
  process.exit(2);
}

const document = await bundle(fileURLToPath(new URL("../openapi", import.meta.url)));
const text = await readFile(upstreamFile, "utf8");
const lines = isClient
  ? clientDifferences(document, JSON.parse(text) as ClientDocument)
  : differences(document, parse(text) as OpenApiDocument);
const expected: ExpectedDifference[] = parse(
  await readFile(new URL("../compare-expected.yaml", import.meta.url), "utf8"),
);

const { intended, unexpected, obsolete } = compare(lines, expected);
const gone = isClient ? [] : obsolete;
for (const { difference, because } of intended) {
  console.log(`intended: ${difference}\n  because ${because}`);
}
for (const { difference } of gone) {
  console.log(`expected but gone: ${difference}`);
}
for (const line of unexpected) {
  console.log(`unexpected: ${line}`);
}
console.log(`${intended.length} intended, ${gone.length} expected but gone, ${unexpected.length} unexpected`);
process.exitCode = unexpected.length + gone.length > 0 ? 1 : 0;
