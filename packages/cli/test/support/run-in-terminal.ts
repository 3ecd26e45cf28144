import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import { product } from "./program.ts";

export interface TerminalOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The program, if it is not the one that npm installed. */
  readonly program?: string | undefined;
  /** What is typed as soon as the output matches. */
  readonly typed?: readonly (readonly [when: RegExp, text: string])[] | undefined;
}

export interface TerminalResult {
  readonly code: number;
  /** All output of the terminal, stdout and stderr in order. */
  readonly screen: string;
  /** The final content of the screen, without color and without progress lines that were erased. */
  readonly text: string;
  readonly hasColor: boolean;
}

/**
 * Runs a program, says its exit code, and keeps the terminal open until a line arrives: node-pty loses what it has not read yet
 * when the last process of a terminal ends. Ctrl-C is for the program alone.
 */
const script = `trap : INT; "$0" "$@"; printf '\\n<exit code %s>' "$?"; until [ "$line" = read ]; do read -r line || :; done`;
const end = /\r?\n<exit code (\d+)>/;

/** Runs the command as a process in a pseudo-terminal. */
export function runInTerminal(
  words: readonly string[],
  { folder, environment, program = product.cli, typed = [] }: TerminalOptions,
): Promise<TerminalResult> {
  const terminal = spawn("/bin/sh", ["-c", script, process.execPath, program, ...words], {
    cols: 120,
    rows: 40,
    cwd: folder,
    env: { ...environment },
  });
  let all = "";
  const waiting = [...typed];
  return new Promise((resolve) => {
    const reading = terminal.onData((data) => {
      all += data;
      const ended = end.exec(all);
      const [next] = waiting;
      if (next?.[0].test(all) && !ended) {
        waiting.shift();
        terminal.write(next[1]);
      }
      if (!ended) return;
      reading.dispose();
      terminal.write("read\r");
      const screen = all.slice(0, ended.index);
      const text = stripVTControlCharacters(withoutProgress(screen.replaceAll("\r\n", "\n")));
      resolve({
        code: Number(ended[1]),
        screen: screen.replaceAll("\r\n", "\n"),
        text,
        hasColor: hasColor(screen),
      });
    });
  });
}

/** Each progress line starts with the sequence that erases the line. */
function withoutProgress(screen: string): string {
  const [first = "", ...rest] = screen.split("\r\u001b[K");
  return rest.reduce((text, part) => text.slice(0, text.lastIndexOf("\n") + 1) + part, first);
}

function hasColor(screen: string): boolean {
  return ["1m", "2m", "31m", "32m", "33m", "36m"].some((code) => screen.includes(`\u001b[${code}`));
}
