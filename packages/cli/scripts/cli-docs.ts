import type { Command } from "../src/command.ts";
import { exitCodeMeanings, exitCodes } from "../src/errors/exit-codes.ts";
import { commandHelp } from "../src/help.ts";

/** The page docs/cli.md: the help of all commands, and what is too long for a help. */
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
      ["code", "name", "meaning"],
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

const introduction = `\`lancetree\` lists, changes, searches, checks and serves a Lance catalog.

\`\`\`sh
npm install --global @lancetree/cli
\`\`\`

## Which catalog

The command uses the first of these sources that names a catalog:

1. one of the options \`--root DIR\`, \`--uri URI\` and \`--profile NAME\`
2. one of the environment variables \`LANCETREE_ROOT\`, \`LANCETREE_URI\` and \`LANCETREE_PROFILE\`
3. the default profile of the configuration file

Two options, or two variables, of such a line are an error. For a catalog in PostgreSQL, add \`--postgres URL\` to \`--root DIR\`, or
\`LANCETREE_POSTGRES\` to \`LANCETREE_ROOT\`; the tables are then below the root.

The configuration file is the one that \`LANCETREE_CONFIG\` names. Without that variable, it is \`lancetree/config.toml\` in the folder
\`XDG_CONFIG_HOME\`, by default \`~/.config\` (\`%APPDATA%\` on Windows).

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

[profiles.database]
postgres = "postgres://user@host/database"
root = "./tables"
\`\`\`

\`--storage\` and \`--header\` add to the storage options and headers of a profile. The API key comes from \`--api-key-file\`, or from the
profile, or from \`LANCETREE_API_KEY\`. It is never an argument, because other users of the machine can read arguments.

\`--retain\` sets the time for which a catalog in PostgreSQL keeps the objects that the command drops or overwrites. Without the option,
\`LANCETREE_RETAIN\` sets it.

## Paths

\`prod/search/user\` is the table or namespace \`user\` in \`prod/search\`; \`/\` is the root. Other clients may have created names with a
slash. Write such a path as JSON: \`'["prod","a/b"]'\`. The command prints control characters in names as codes (\`\\u001b\`).

## For scripts

- \`--json\` prints one object, or for lists one object per line. New versions only add keys. Integers beyond 2^53 are strings.
- The command prints results to stdout, and notes, questions, progress and errors to stderr. With \`--json\` an error is one line:
  \`{"error": {"name", "code", "message", "hint", "exit_code"}}\`, where \`code\` is the protocol's number or null.
- \`--yes\` confirms every question. Without it, and without a terminal, a command whose effect cannot be undone
  changes nothing and exits with 10.
- If the reader closes the pipe, as \`head\` does, the command exits with 0. After Ctrl-C it exits with 130.
- The command prints colors and progress only to terminals. \`NO_COLOR\` turns colors off.
`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, index) => Math.max(...all.map((row) => (row[index] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
