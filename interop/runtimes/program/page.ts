/** The program in a web page, to be called by whoever drives the browser. */
import { runProgram } from "./program.ts";

Object.assign(globalThis, { runProgram });
