import { InvalidInputError } from "@lancetree/core";
import type { SourceLocation } from "./toml-entries.ts";

/** Collects the problems of files, so that one error reports all of them. */
export interface Problems {
  add(location: SourceLocation, problem: string): void;
  /** @throws InvalidInputError that lists the problems, if there are any */
  throwIfAny(): void;
}

/** Starts a list of problems. */
export function collectProblems(): Problems {
  const lines: string[] = [];
  return {
    add({ file, line }, problem) {
      lines.push(`${file}:${line}: ${problem}`);
    },
    throwIfAny() {
      if (lines.length > 0) throw new InvalidInputError(lines.join("\n"));
    },
  };
}
