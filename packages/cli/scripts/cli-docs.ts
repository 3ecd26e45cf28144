import type { Command } from "../src/command.ts";
import { exitCodeMeanings, exitCodes } from "../src/errors/exit-codes.ts";
import { commandHelp } from "../src/help.ts";

/** The page docs/cli.md: what the help says, and what no help has room for. */
export function cliDocs(commands: readonly Command[]): string {
  return [
    "# lancetree",
    "",
    "<!-- Written by the script `generate` of packages/cli from the help of the commands. -->",
    "",
    introduction,
    "## Exit codes",
    "",
    table(
      ["code", "name", "means"],
      Object.entries(exitCodeMeanings).map(([name, meaning]) => [
        String(Object.entries(exitCodes).find(([key]) => key === name)?.[1]),
        `\`${name}\``,
        meaning,
      ]),
    ),
    "",
    "## Commands",
    "",
    ...commands.flatMap((command) => [`### ${command.name}`, "", "```text", commandHelp(command), "```", ""]),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

const introduction = `The command for a Lance catalog: look at it, change it, search its tables, check it, serve it.

\`\`\`sh
npm install --global @lancetree/cli
\`\`\`

## Which catalog

The first of these that says one is taken; two at once are refused.

1. \`--root DIR\`, \`--uri URI\` or \`--profile NAME\`
2. \`LANCETREE_ROOT\`, \`LANCETREE_URI\` or \`LANCETREE_PROFILE\` in the environment
3. the default profile of the configuration file

The configuration file is the one that \`LANCETREE_CONFIG\` names, else \`lancetree/config.toml\` in \`XDG_CONFIG_HOME\`, or in
\`~/.config\` (\`%APPDATA%\` on Windows).

\`\`\`toml
default = "local"

[profiles.local]
root = "./catalog"                   # relative to this file; ~/ is the home folder

[profiles.shared]
uri = "https://catalog.example.com"
api_key_env = "SHARED_CATALOG_KEY"   # or api_key_file = "~/.keys/shared"
headers = { x-lancedb-database = "sales" }

[profiles.bucket]
root = "s3://bucket/dir"
storage = { region = "us-east-1" }
\`\`\`

\`--storage\` and \`--header\` come on top of a profile's. The API key comes from \`--api-key-file\`, else from what the profile
says, else from \`LANCETREE_API_KEY\`: never from the command line, which other users of the machine can read.

## Paths

\`prod/search/user\` is the table or namespace \`user\` in \`prod/search\`; \`/\` is the root. A name that holds a slash, as other
clients may have made it, is written as JSON: \`'["prod","a/b"]'\`. Names with control characters are shown with their codes
(\`\\u001b\`); they never reach the terminal as they are.

## For scripts

- \`--json\` prints one object, or for lists one object a line. Keys are only ever added. Whole numbers beyond 2^53 are texts.
- Results go to stdout; notes, questions, progress and errors to stderr. With \`--json\` an error is one line:
  \`{"error": {"name", "code", "message", "hint", "exit_code"}}\`, \`code\` being the protocol's number or null.
- \`--yes\` answers every question. Without it, and without a terminal, what cannot be undone is refused (10).
- A reader that goes away, as \`head\` does, ends a command quietly (0). Ctrl-C ends it with 130.
- Colour and progress are for terminals; \`NO_COLOR\` turns colour off there, too.
`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, index) => Math.max(...all.map((row) => (row[index] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
