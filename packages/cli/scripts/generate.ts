/** Writes docs/cli.md. A test compares it with what this would write. */
import { writeFileSync } from "node:fs";
import { commands } from "../src/commands.ts";
import { cliDocs } from "./cli-docs.ts";

writeFileSync(new URL("../../../docs/cli.md", import.meta.url), cliDocs(commands));
