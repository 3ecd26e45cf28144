import { parseArgs } from "node:util";
import { isError } from "@lancetree/core";
import type { Command, CommandOption, OptionValue } from "./command.ts";
import { usageError } from "./errors/cli-error.ts";
import { didYouMean } from "./suggestion.ts";

export interface ParsedCommandLine {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, OptionValue | undefined>>;
}

/** The options that every command has. */
const commonOptions: Readonly<Record<string, CommandOption>> = {
  help: { type: "boolean", short: "h", summary: "print the help" },
};

/** Parses the arguments after the name of a command. Rejects with a usage error that says what is allowed. */
export function parseCommandLine(command: Command, words: readonly string[]): ParsedCommandLine {
  const { positionals, values } = parse(command, words);
  if (values["help"] === true) return { positionals, values };
  const { length } = positionals;
  const missing = command.positionals[length];
  if (missing && missing.optional !== true) {
    throw usageError(`${command.name} needs ${missing.name}: ${missing.summary}.`);
  }
  const surplus = positionals[command.positionals.length];
  if (surplus !== undefined) throw usageError(`"${surplus}" is one argument too many for ${command.name}.`);
  for (const [name, { choices }] of Object.entries(command.options)) {
    const value = values[name];
    if (choices && typeof value === "string" && !choices.includes(value)) {
      throw usageError(`--${name} takes ${choices.join(", ")}.`, didYouMean(value, choices));
    }
  }
  return { positionals, values };
}

function parse(command: Command, words: readonly string[]): ParsedCommandLine {
  const known: Readonly<Record<string, CommandOption>> = { ...command.options, ...commonOptions };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, short, multiple }]) => {
      return [name, { type, ...(short && { short }), ...(multiple && { multiple }) }] as const;
    }),
  );
  try {
    const parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    return { positionals: parsed.positionals, values: parsed.values as ParsedCommandLine["values"] };
  } catch (error) {
    throw toUsageError(error, Object.keys(options));
  }
}

/** Keeps Node's messages, except for its advice on unknown options. */
function toUsageError(error: unknown, names: readonly string[]): Error {
  const message = isError(error) ? error.message : String(error);
  const unknown = /^Unknown option '([^']+)'/.exec(message)?.[1]?.replace(/^-+/, "");
  if (unknown !== undefined) {
    return usageError(`There is no option "${unknown}".`, didYouMean(unknown, names));
  }
  return usageError(message.replaceAll("\n", " "));
}
