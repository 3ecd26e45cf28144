import type { Output } from "./output/output.ts";
import type { InputStream } from "./output/streams.ts";

/** The value of an option on the command line; a list if the option may be repeated. */
export type OptionValue = string | boolean | readonly string[];

/** An option of a command, in the form of `parseArgs` of `node:util`, and what the help says about it. */
export interface CommandOption {
  readonly type: "string" | "boolean";
  /** One letter. */
  readonly short?: string | undefined;
  /** Whether it may be given more than once; its value is then a list. */
  readonly multiple?: boolean | undefined;
  readonly summary: string;
  /** The name of its value in the help: `FILE`. */
  readonly value?: string | undefined;
  /** The allowed values, if they are listed; checked before the command runs. */
  readonly choices?: readonly string[] | undefined;
  /** What kind of value a shell completes. */
  readonly completes?: "file" | "folder" | undefined;
}

/** An argument that is identified by its position. */
export interface Positional {
  /** As the help writes it: `PATH`. */
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean | undefined;
  readonly completes?: "file" | undefined;
}

/** An example command line. The tests run all of them on one catalog, in the order of the commands. */
export interface Example {
  readonly line: string;
  readonly summary: string;
}

/** What a command receives when it runs. */
export interface CommandContext {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, OptionValue | undefined>>;
  readonly output: Output;
  /** The standard input. */
  readonly stdin: InputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** All commands, in the order of the help. */
  readonly commands: readonly Command[];
}

/** The definition of a command, which the parser, the help, the completion scripts and docs/cli.md use. */
export interface Command {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Further paragraphs of the help. */
  readonly description?: string | undefined;
  readonly positionals: readonly Positional[];
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly examples: readonly Example[];
  /** What --json prints, for authors of scripts. */
  readonly json?: string | undefined;
  /**
   * Whether the command ends by itself after the signal is aborted, as a server does that completes its requests.
   * Other commands are stopped after a few seconds.
   */
  readonly gracefulShutdown?: boolean | undefined;
  /**
   * Runs the command. Rejects with errors of `@lancetree/core` or with a CliError; the caller prints them and chooses
   * the exit code. Modules other than Node's and core are imported here, so that the help stays fast.
   */
  run(context: CommandContext): Promise<void>;
}
