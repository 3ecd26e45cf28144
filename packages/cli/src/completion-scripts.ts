import type { Command, CommandOption } from "./command.ts";

interface Flag {
  readonly name: string;
  readonly option: CommandOption;
}

/** A completion script for bash 4 or later. */
export function bashCompletion(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const flags = flagsOf(command);
    const values = flags.flatMap(({ name, option }) => {
      const words = bashValues(option);
      return words === undefined ? [] : [`        ${command.name}:--${name}) ${words}; return ;;`];
    });
    const words = flags.map(({ name }) => `--${name}`).join(" ");
    return { values, words: `        ${command.name}) words="${words}" ;;` };
  });
  return `# bash completion for lancetree
_lancetree() {
    local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
    COMPREPLY=()
    if [[ $COMP_CWORD -eq 1 ]]; then
        COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} help --help --version" -- "$current"))
        return
    fi
    case "$command:$previous" in
${cases.flatMap(({ values }) => values).join("\n")}
    esac
    case "$command" in
        help) words="${commands.map(({ name }) => name).join(" ")}" ;;
        completion) words="bash zsh fish" ;;
${cases.map(({ words }) => words).join("\n")}
    esac
    if [[ "$current" == -* || "$command" == help || "$command" == completion ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}
complete -F _lancetree lancetree
`;
}

function bashValues({ type, choices, completes }: CommandOption): string | undefined {
  if (type !== "string") return undefined;
  if (choices) return `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$current"))`;
  if (completes === "folder") return `COMPREPLY=($(compgen -d -- "$current"))`;
  return completes === "file" ? `COMPREPLY=($(compgen -f -- "$current"))` : ":";
}

/** A completion script for zsh. */
export function zshCompletion(commands: readonly Command[]): string {
  const descriptions = commands.map(({ name, summary }) => `        ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map((command) => {
    const flags = flagsOf(command).map(({ name, option }) => {
      const repeated = option.multiple === true ? "*" : "";
      return `                ${quoted(`${repeated}--${name}[${bracketed(option.summary)}]${zshValue(option)}`)}`;
    });
    const rest = command.name === "completion" ? "1:shell:(bash zsh fish)" : "*:file:_files";
    return `            ${command.name})
                _arguments \\
${flags.map((flag) => `${flag} \\`).join("\n")}
                ${quoted(rest)}
                ;;`;
  });
  return `#compdef lancetree
_lancetree() {
    local -a commands
    commands=(
${descriptions.join("\n")}
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT -= 1 ))
    case $command in
${cases.join("\n")}
    esac
}
# Both ways to load it: as a file in fpath, or with source.
if [[ $funcstack[1] == _lancetree ]]; then
    _lancetree "$@"
else
    compdef _lancetree lancetree
fi
`;
}

function zshValue({ type, value = "value", choices, completes }: CommandOption): string {
  if (type !== "string") return "";
  if (choices) return `:${value}:(${choices.join(" ")})`;
  if (completes === "folder") return `:${value}:_files -/`;
  return completes === "file" ? `:${value}:_files` : `:${value}: `;
}

/** A completion script for fish. */
export function fishCompletion(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => {
    const only = `-n ${quoted(`__fish_seen_subcommand_from ${command.name}`)}`;
    return [
      `complete -c lancetree -f -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`,
      ...flagsOf(command).map(({ name, option }) => {
        const short = option.short === undefined ? "" : ` -s ${option.short}`;
        return `complete -c lancetree ${only} -l ${name}${short}${fishValue(option)} -d ${quoted(option.summary)}`;
      }),
    ];
  });
  const shells = `complete -c lancetree -f -n ${quoted("__fish_seen_subcommand_from completion")} -a "bash zsh fish"`;
  return `# fish completion for lancetree\n${[...lines, shells].join("\n")}\n`;
}

function fishValue({ type, choices, completes }: CommandOption): string {
  if (type !== "string") return "";
  if (choices) return ` -x -a ${quoted(choices.join(" "))}`;
  if (completes === "folder") return ` -x -a ${quoted("(__fish_complete_directories)")}`;
  return completes === "file" ? " -r -F" : " -x";
}

function flagsOf({ options }: Command): Flag[] {
  const help: CommandOption = { type: "boolean", short: "h", summary: "print the help" };
  return Object.entries({ ...options, help }).map(([name, option]) => ({ name, option }));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Brackets and colons are special characters in zsh descriptions. */
function bracketed(text: string): string {
  return text.replaceAll(/[[\]:]/g, (character) => `\\${character}`);
}
