import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { bundle } from "./bundle.ts";
import { compare, differences, type ExpectedDifference } from "./differences.ts";
import type { OpenApiDocument } from "./document.ts";

// Lists how our document differs in structure from the upstream document named on the command line. Fails when a
// difference is not in compare-expected.yaml, or when one that is there has gone.
const [upstreamFile] = process.argv.slice(2);
if (upstreamFile === undefined) {
  console.error("usage: pnpm compare <upstream.yaml>");
  process.exit(2);
}

const ours = await bundle(fileURLToPath(new URL("../openapi", import.meta.url)));
const upstream: OpenApiDocument = parse(await readFile(upstreamFile, "utf8"));
const expected: ExpectedDifference[] = parse(
  await readFile(new URL("../compare-expected.yaml", import.meta.url), "utf8"),
);

const { intended, unexpected, obsolete } = compare(differences(ours, upstream), expected);
for (const { difference, because } of intended) {
  console.log(`intended: ${difference}\n  because ${because}`);
}
for (const { difference } of obsolete) {
  console.log(`expected but gone: ${difference}`);
}
for (const line of unexpected) {
  console.log(`unexpected: ${line}`);
}
console.log(
  `${intended.length} intended, ${obsolete.length} expected but gone, ${unexpected.length} unexpected`,
);
process.exitCode = unexpected.length + obsolete.length > 0 ? 1 : 0;
