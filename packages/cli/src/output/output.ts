import { styleText } from "node:util";
import { escapeControlChars } from "@lancetree/core";
import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { escapeLines, toJson } from "./escape-control-chars.ts";
import { ProgressLine } from "./progress-line.ts";
import type { OutputStream, Streams } from "./streams.ts";
import { type StyledText, spansOf } from "./styled-text.ts";
import type { Column } from "./table.ts";

/** Prose is wrapped at this many columns unless the terminal is narrower: longer lines are hard to read. */
export const maxTextWidth = 100;
/** Below this width most lines would hold a single word. */
const minTextWidth = 40;

export interface OutputOptions {
  readonly streams: Streams;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether results are JSON for a script. */
  readonly json: boolean;
  /** Whether every question is confirmed without asking. */
  readonly yes: boolean;
  readonly signal: AbortSignal;
}

/**
 * All output of a command: results go to stdout; notes, questions and progress to stderr. Control characters are escaped
 * first, so that names from other catalogs cannot control the terminal.
 */
export class Output {
  readonly json: boolean;
  readonly #options: OutputOptions;
  readonly #hasColors: { readonly stdout: boolean; readonly stderr: boolean };
  #closed = false;
  #ignoresClosedPipe = false;

  constructor(options: OutputOptions) {
    const { streams, environment } = options;
    this.json = options.json;
    this.#options = options;
    this.#hasColors = {
      stdout: wantsColors(streams.stdout, environment),
      stderr: wantsColors(streams.stderr, environment),
    };
    // The reader of the pipe has ended, as `head` does.
    streams.stdout.on("error", () => {
      this.#closed = true;
    });
    streams.stderr.on("error", () => undefined);
  }

  /** Whether results go to a terminal; pipes get no decoration. */
  get isTerminal(): boolean {
    return this.#options.streams.stdout.isTTY === true;
  }

  /** The number of columns that prose is wrapped at. */
  get textWidth(): number {
    const { columns } = this.#options.streams.stdout;
    return this.isTerminal && columns
      ? Math.max(minTextWidth, Math.min(columns, maxTextWidth))
      : maxTextWidth;
  }

  /** From now on a closed pipe does not end the command, because a change of several steps would stay incomplete. */
  ignoreClosedPipe(): void {
    this.#ignoresClosedPipe = true;
  }

  /** Writes a line of the result. */
  async line(text: StyledText = ""): Promise<void> {
    await this.#write(`${render(text, this.#hasColors.stdout)}\n`);
  }

  /** Writes one result as a line of JSON. */
  async record(value: unknown): Promise<void> {
    await this.#write(`${toJson(value)}\n`);
  }

  /** Writes one result that is JSON already, as a line. */
  async jsonLine(json: string): Promise<void> {
    await this.#write(`${escapeControlChars(json)}\n`);
  }

  /** Writes the content of a file, such as TOML, which ends with a line break. */
  async lines(text: string): Promise<void> {
    await this.#write(escapeLines(text));
  }

  /** Writes a table. */
  async table(columns: readonly Column[], rows: readonly (readonly StyledText[])[]): Promise<void> {
    const { tableLines } = await import("./table.ts");
    for (const line of tableLines(columns, rows).lines) await this.line(line);
  }

  /**
   * Writes a table of data, with as many columns as fit into the terminal, at most `maxColumns`.
   *
   * @returns the number of columns that were left out
   */
  async dataTable(columns: readonly Column[], rows: readonly (readonly StyledText[])[]): Promise<number> {
    const { tableLines } = await import("./table.ts");
    const width = this.isTerminal ? this.#options.streams.stdout.columns : undefined;
    const { lines, hidden } = tableLines(columns, rows, width);
    for (const line of lines) await this.line(line);
    return hidden;
  }

  /** Writes a note to stderr, unless the result is JSON. */
  note(text: StyledText): void {
    if (!this.json) this.error(text);
  }

  /** Writes a line to stderr, also if the result is JSON. */
  error(text: StyledText): void {
    this.#options.streams.stderr.write(`${render(text, this.#hasColors.stderr)}\n`);
  }

  /** Writes a line of JSON to stderr. */
  errorRecord(value: unknown): void {
    this.#options.streams.stderr.write(`${toJson(value)}\n`);
  }

  /** Shows the progress of work that takes more than a second, as a line on a terminal. */
  progress(label: string, total?: number): ProgressLine {
    const { stderr } = this.#options.streams;
    return new ProgressLine({ stream: stderr, isVisible: stderr.isTTY === true && !this.json, label, total });
  }

  /** Runs work that may take long, with such a line. */
  async during<T>(label: string, work: () => Promise<T>): Promise<T> {
    using progress = this.progress(label);
    const result = await work();
    progress.stop();
    return result;
  }

  /**
   * Asks before a change that cannot be undone. Rejects unless the user confirms it, and where there is no terminal.
   *
   * @param question - a sentence that says what would be lost
   */
  async confirm(question: string): Promise<void> {
    const { yes, signal } = this.#options;
    const { stdin, stderr } = this.#options.streams;
    if (yes) return;
    if (stdin.isTTY !== true || stderr.isTTY !== true) {
      throw new CliError(
        exitCodes.refused,
        `${question} There is no terminal for the confirmation; nothing was changed.`,
        {
          hint: "add --yes to confirm it",
        },
      );
    }
    // Without terminal mode, in which readline would handle Ctrl-C itself instead of leaving it a signal.
    const { createInterface } = await import("node:readline/promises");
    const reader = createInterface({ input: stdin, output: stderr, terminal: false });
    const ended = new Promise<string>((resolve) => reader.once("close", () => resolve("")));
    try {
      const typed = reader.question(`${render(question, this.#hasColors.stderr)} [y/N] `, { signal });
      const reply = await Promise.race([typed, ended]);
      if (/^y(es)?$/i.test(reply.trim())) return;
    } finally {
      reader.close();
    }
    throw new CliError(exitCodes.refused, "Nothing was changed.", {
      hint: "confirm with y, or add --yes",
    });
  }

  async #write(text: string): Promise<void> {
    const { stdout } = this.#options.streams;
    if (this.#closed && this.#ignoresClosedPipe) return;
    if (this.#closed) throw new CliError(exitCodes.done, "The reader of the output closed the pipe.");
    if (stdout.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stdout.off("drain", done).off("error", done).off("close", done);
        resolve();
      };
      stdout.on("drain", done).on("error", done).on("close", done);
    });
  }
}

function render(text: StyledText, hasColors: boolean): string {
  return spansOf(text)
    .map((span) => {
      if (typeof span === "string") return escapeControlChars(span);
      const escaped = escapeControlChars(span.text);
      return hasColors ? styleText(span.style, escaped, { validateStream: false }) : escaped;
    })
    .join("");
}

/** Node itself would decide by the streams and the environment of this process. */
function wantsColors(
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return stream.isTTY === true && TERM !== "dumb";
}
