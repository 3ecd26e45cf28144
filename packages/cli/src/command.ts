import type { Output } from "./output/output.ts";
import type { InputStream } from "./output/streams.ts";

/** A value that an option was given on the command line; several where it may be repeated. */
export type OptionValue = string | boolean | readonly string[];

/** An option of a command, as `node:util`'s parseArgs takes it, and what the help says of it. */
export interface CommandOption {
  readonly type: "string" | "boolean";
  /** One letter. */
  readonly short?: string | undefined;
  /** Whether it may be given more than once; its value is then a list. */
  readonly multiple?: boolean | undefined;
  readonly summary: string;
  /** What stands for its value in the help: `FILE`. */
  readonly value?: string | undefined;
  /** The values that are allowed, where they are few; checked before the command runs. */
  readonly choices?: readonly string[] | undefined;
  /** What a shell completes for its value. */
  readonly completes?: "file" | "folder" | undefined;
}

/** An argument that is found by its place. */
export interface Positional {
  /** As the help writes it: `PATH`. */
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean | undefined;
  readonly completes?: "file" | undefined;
}

/** A command line that works; the tests run each of them, in the order of the table, on one catalog. */
export interface Example {
  readonly line: string;
  readonly summary: string;
}

/** What a command is given to run. */
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

/** Everything that is known of a command: the parser, the help, the completion scripts and the docs are made of it. */
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
   * Whether it ends by itself in its own time once the signal is aborted, as a server does that finishes what is under way.
   * Others are ended after a few seconds.
   */
  readonly gracefulShutdown?: boolean | undefined;
  /**
   * Runs the command. Rejects with errors of core or with a CliError; the caller prints them and chooses the exit code.
   * What it loads beyond the standard library and core it imports here, so that the help stays fast.
   */
  run(context: CommandContext): Promise<void>;
}
