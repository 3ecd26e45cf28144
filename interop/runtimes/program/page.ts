/** The program in a web page, called by the process that controls the browser. */
import { runProgram } from "./program.ts";

Object.assign(globalThis, { runProgram });
