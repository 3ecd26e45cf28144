import type { Command, CommandOption } from "./command.ts";
import { exitCodeMeanings, exitCodes } from "./errors/exit-codes.ts";
import { maxTextWidth } from "./output/output.ts";

/** The help of the program: what it is, its commands, how a catalog is chosen, what the exit codes mean. */
export function overview(commands: readonly Command[], width: number = maxTextWidth): string {
  const codes = Object.entries(exitCodes).map(([name, code]) => {
    const meaning = Object.entries(exitCodeMeanings).find(([key]) => key === name)?.[1] ?? "";
    return [String(code), meaning] as const;
  });
  return [
    paragraphs("lancetree: list, change, query, check and serve a Lance catalog", width),
    "",
    "Usage: lancetree COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...pairs(
      commands.map(({ name, summary }) => [name, summary]),
      width,
    ),
    "",
    paragraphs("The catalog is the first of these that is set:", width),
    ...pairs(
      [
        ["options", "--root DIR, --uri URI or --profile NAME"],
        ["environment", "LANCETREE_ROOT, LANCETREE_URI or LANCETREE_PROFILE"],
        [
          "configuration",
          "the default profile of LANCETREE_CONFIG, otherwise ~/.config/lancetree/config.toml",
        ],
      ],
      width,
    ),
    "",
    "Paths are written prod/search/user; / is the root.",
    "",
    "Exit codes:",
    ...pairs(codes, width),
    "",
    paragraphs('"lancetree COMMAND --help" describes a command. NO_COLOR turns color off.', width),
  ].join("\n");
}

/** The help of one command. */
export function commandHelp(command: Command, width: number = maxTextWidth): string {
  const { name, summary, description, positionals, options, examples, json } = command;
  const parts = [paragraphs(`lancetree ${name}: ${summary}`, width), `Usage: ${usageOf(command)}`];
  if (description !== undefined) parts.push(paragraphs(description, width));
  if (positionals.length > 0) {
    const argumentSummaries = positionals.map((one) => [one.name, one.summary] as const);
    parts.push(["Arguments:", ...pairs(argumentSummaries, width)].join("\n"));
  }
  const optionSummaries = Object.entries(options).map(
    ([key, option]) => [flagsOf(key, option), option.summary] as const,
  );
  parts.push(
    ["Options:", ...pairs([...optionSummaries, ["-h, --help", "print this help"]], width)].join("\n"),
  );
  if (json !== undefined) parts.push(paragraphs(`With --json: ${json}`, width));
  const lines = examples.flatMap((example) => [`  # ${example.summary}`, `  ${example.line}`]);
  if (lines.length > 0) parts.push(["Examples:", ...lines].join("\n"));
  return parts.join("\n\n");
}

/** `lancetree rename PATH NEW_PATH [OPTIONS]`. */
export function usageOf({ name, positionals, options }: Command): string {
  const argumentNames = positionals.map((one) => (one.optional === true ? `[${one.name}]` : one.name));
  const more = Object.keys(options).length > 0 ? ["[OPTIONS]"] : [];
  return ["lancetree", name, ...argumentNames, ...more].join(" ");
}

/** `-y, --yes`, `--root DIR`, `--property KEY=VALUE …`. */
export function flagsOf(name: string, option: CommandOption): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const value = option.choices?.join("|") ?? option.value;
  const valueName = option.type === "string" ? ` ${value ?? "VALUE"}` : "";
  return `${short}--${name}${valueName}${option.multiple === true ? " …" : ""}`;
}

/** Two columns; the right one is wrapped and keeps its indent. */
function pairs(entries: readonly (readonly [left: string, right: string])[], width: number): string[] {
  const longest = Math.max(...entries.map(([left]) => left.length));
  const column = Math.min(26, Math.floor(width / 3), longest);
  const indent = " ".repeat(column + 4);
  return entries.flatMap(([left, right]) => {
    const lines = wrap(right, width - indent.length).map((line) => indent + line);
    if (left.length > column) return [`  ${left}`, ...lines];
    const [first = "", ...rest] = lines;
    return [`  ${left.padEnd(column)}  ${first.slice(indent.length)}`, ...rest];
  });
}

/** Paragraphs, separated by empty lines, each wrapped at the width. */
function paragraphs(text: string, width: number): string {
  return text
    .split("\n\n")
    .map((paragraph) => wrap(paragraph, width).join("\n"))
    .join("\n\n");
}

/** Wraps text at the given width; a word that is longer gets a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}
