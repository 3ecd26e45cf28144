import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { changedLines } from "./changed-lines.ts";
import { generatedFiles } from "./generated-files.ts";

// Writes what is generated from openapi/ and extensions/; with --check writes nothing and fails when it would change something.
const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");

for (const [file, text] of await generatedFiles(root)) {
  const target = join(root, file);
  const committed = await readFile(target, "utf8").catch(() => "");
  if (committed === text) {
    continue;
  }
  if (check) {
    console.error(
      `${file} is not what openapi/ and extensions/ generate:\n${changedLines(committed, text)}\n`,
    );
    process.exitCode = 1;
  } else {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
    console.log(`wrote ${file}`);
  }
}
