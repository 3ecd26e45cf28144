import type { Command, CommandOption } from "./command.ts";
import { exitCodeMeanings, exitCodes } from "./errors/exit-codes.ts";

/** The help of the program: what it is, its commands, how a catalog is chosen, what the exit codes mean. */
export function overview(commands: readonly Command[]): string {
  const codes = Object.entries(exitCodes).map(([name, code]) => {
    const meaning = Object.entries(exitCodeMeanings).find(([key]) => key === name)?.[1] ?? "";
    return [String(code), meaning] as const;
  });
  return [
    "lancetree: look at, change, query, check and serve a Lance catalog",
    "",
    "Usage: lancetree COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...pairs(commands.map(({ name, summary }) => [name, summary])),
    "",
    "The catalog, the first of these that is there:",
    ...pairs([
      ["options", "--root DIR, --uri URI or --profile NAME"],
      ["environment", "LANCETREE_ROOT, LANCETREE_URI or LANCETREE_PROFILE"],
      ["configuration", "the default profile of LANCETREE_CONFIG, else ~/.config/lancetree/config.toml"],
    ]),
    "",
    "Paths are typed prod/search/user; / is the root.",
    "",
    "Exit codes:",
    ...pairs(codes),
    "",
    '"lancetree COMMAND --help" says more. NO_COLOR turns colour off.',
  ].join("\n");
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const { name, summary, description, positionals, options, examples, json } = command;
  const parts = [`lancetree ${name}: ${summary}`, `Usage: ${usageOf(command)}`];
  if (description !== undefined) parts.push(wrapped(description));
  if (positionals.length > 0) {
    parts.push(["Arguments:", ...pairs(positionals.map((one) => [one.name, one.summary]))].join("\n"));
  }
  const shown = Object.entries(options).map(
    ([key, option]) => [flagsOf(key, option), option.summary] as const,
  );
  parts.push(["Options:", ...pairs([...shown, ["-h, --help", "print this"]])].join("\n"));
  if (json !== undefined) parts.push(wrapped(`With --json: ${json}`));
  const lines = examples.flatMap((example) => [`  # ${example.summary}`, `  ${example.line}`]);
  if (lines.length > 0) parts.push(["Examples:", ...lines].join("\n"));
  return parts.join("\n\n");
}

/** `lancetree rename PATH NEW_PATH [OPTIONS]`. */
export function usageOf({ name, positionals, options }: Command): string {
  const places = positionals.map((one) => (one.optional === true ? `[${one.name}]` : one.name));
  const more = Object.keys(options).length > 0 ? ["[OPTIONS]"] : [];
  return ["lancetree", name, ...places, ...more].join(" ");
}

/** `-y, --yes`, `--root DIR`, `--property KEY=VALUE …`. */
export function flagsOf(name: string, option: CommandOption): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const value = option.choices?.join("|") ?? option.value;
  const shown = option.type === "string" ? ` ${value ?? "VALUE"}` : "";
  return `${short}--${name}${shown}${option.multiple === true ? " …" : ""}`;
}

function pairs(entries: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.min(26, Math.max(...entries.map(([left]) => left.length)));
  return entries.map(([left, right]) =>
    left.length > width ? `  ${left}\n  ${" ".repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
  );
}

function wrapped(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => line.match(/.{1,100}(?:\s|$)/g) ?? [""])
    .map((line) => line.trimEnd())
    .join("\n");
}
