import type { Command } from "./command.ts";
import { isCliError, usageError } from "./errors/cli-error.ts";
import { describeFailure } from "./errors/describe-failure.ts";
import { type ExitCode, exitCodes } from "./errors/exit-codes.ts";
import { commandHelp, overview } from "./help.ts";
import { isSet } from "./option-values.ts";
import { Output } from "./output/output.ts";
import type { Streams } from "./output/streams.ts";
import { red } from "./output/styled-text.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { didYouMean } from "./suggestion.ts";
import { version } from "./version.ts";

export interface RunOptions {
  readonly streams: Streams;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /**
   * Called before a command runs. `gracefulShutdown` is true for a command that shuts down by itself after the signal
   * is aborted.
   */
  readonly onStart?: ((gracefulShutdown: boolean) => void) | undefined;
}

/** Runs one command line. `words` are the arguments without the name of the program. Never rejects: it prints failures. */
export async function runCli(words: readonly string[], options: RunOptions): Promise<ExitCode> {
  const { streams, environment, signal } = options;
  // Found without parsing the options, because errors of the parser must be JSON as well.
  const json = words.includes("--json");
  const output = new Output({ streams, environment, signal, json, yes: hasYes(words) });
  const [name = "help"] = words;
  // The version is printed without loading them.
  const commands = versionFlags.includes(name) ? [] : (await import("./commands.ts")).commands;
  try {
    await dispatch(commands, words, output, options);
    return exitCodes.done;
  } catch (error) {
    const command = commands.find((candidate) => candidate.name === name);
    // A command that ends by itself fails for another reason than the signal.
    if (!signal.aborted || command?.gracefulShutdown) return fail(error, command?.name ?? "", output);
    output.note("Interrupted.");
    return exitCodes.interrupted;
  }
}

const versionFlags = ["--version", "-V"];

async function dispatch(
  commands: readonly Command[],
  [name = "help", ...words]: readonly string[],
  output: Output,
  options: RunOptions,
): Promise<void> {
  if (["help", "--help", "-h"].includes(name)) return printHelp(commands, words, output);
  if (versionFlags.includes(name)) return output.line(version());
  const command = findCommand(commands, name);
  const { positionals, values } = parseCommandLine(command, words);
  if (isSet(values, "help")) return printLines(commandHelp(command, output.textWidth), output);
  options.onStart?.(command.gracefulShutdown === true);
  const { environment, signal, streams } = options;
  const { stdin } = streams;
  await command.run({ positionals, values, output, stdin, environment, signal, commands });
}

async function printHelp(
  commands: readonly Command[],
  words: readonly string[],
  output: Output,
): Promise<void> {
  const [name] = words.filter((word) => !word.startsWith("-"));
  const { textWidth: width } = output;
  await printLines(
    name === undefined ? overview(commands, width) : commandHelp(findCommand(commands, name), width),
    output,
  );
}

async function printLines(text: string, output: Output): Promise<void> {
  for (const line of text.split("\n")) await output.line(line);
}

function findCommand(commands: readonly Command[], name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const help = '"lancetree --help" lists them';
  if (name.startsWith("-"))
    throw usageError(`The command comes first, before options such as ${name}.`, help);
  const names = commands.map((candidate) => candidate.name);
  throw usageError(`There is no command "${name}".`, didYouMean(name, names, help));
}

/** A command takes -y only where it asks; elsewhere the parser refuses it. */
function hasYes(words: readonly string[]): boolean {
  return words.includes("--yes") || words.includes("-y");
}

function fail(error: unknown, command: string, output: Output): ExitCode {
  if (isCliError(error) && error.exitCode === exitCodes.done) return exitCodes.done;
  const { exitCode, message, name, code, hint } = describeFailure(error, command);
  if (output.json) {
    output.errorRecord({ error: { name, code: code ?? null, message, hint, exit_code: exitCode } });
  } else {
    // Further lines are indented, so that none looks like the hint below.
    const [first = "", ...rest] = `${message}${code === undefined ? "" : ` (${name}, ${code})`}`.split(
      /\r?\n/,
    );
    output.error([red("error:"), ` ${first}`]);
    for (const line of rest) output.error(`       ${line}`);
    output.error(`next:  ${hint}`);
  }
  return exitCode;
}
