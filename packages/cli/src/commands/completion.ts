import type { Command } from "../command.ts";
import { bashCompletion, fishCompletion, zshCompletion } from "../completion-scripts.ts";
import { usageError } from "../errors/cli-error.ts";
import { didYouMean } from "../suggestion.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export const completionCommand: Command = {
  name: "completion",
  summary: "print a completion script for bash, zsh or fish",
  description: [
    "bash:  lancetree completion bash > ~/.local/share/bash-completion/completions/lancetree",
    "zsh:   lancetree completion zsh > FOLDER/_lancetree, for a folder that is in fpath",
    "fish:  lancetree completion fish > ~/.config/fish/completions/lancetree.fish",
  ].join("\n\n"),
  positionals: [{ name: "SHELL", summary: "bash, zsh or fish" }],
  options: {},
  examples: [{ line: "lancetree completion bash", summary: "the script for bash" }],
  async run({ output, positionals, commands }) {
    const shell = positionals[0] ?? "";
    const script = Object.entries(scripts).find(([name]) => name === shell)?.[1];
    if (!script) {
      throw usageError(`There is no completion for "${shell}".`, didYouMean(shell, Object.keys(scripts)));
    }
    await output.lines(script(commands));
  },
};
