export type {
  Command,
  CommandContext,
  CommandOption,
  Example,
  OptionValue,
  Positional,
} from "./command.ts";
export { commands } from "./commands.ts";
export { type ExitCode, exitCodeMeanings, exitCodes } from "./errors/exit-codes.ts";
export { Output, type OutputOptions } from "./output/output.ts";
export type { ProgressLine } from "./output/progress-line.ts";
export type { InputStream, OutputStream, Streams } from "./output/streams.ts";
export type { Span, Style, StyledText } from "./output/styled-text.ts";
export type { Column } from "./output/table.ts";
export { type RunOptions, runCli } from "./run-cli.ts";
