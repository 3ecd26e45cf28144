/** The program in a process of Node's, Bun's or Deno's: settings as JSON in the first argument, results on stdout. */
import process from "node:process";
import { runProgram } from "./program.ts";
import type { ProgramSettings } from "./step.ts";

const settings = JSON.parse(process.argv[2] ?? "") as ProgramSettings;
console.log(JSON.stringify(await runProgram(settings)));
