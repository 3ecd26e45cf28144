/** Values by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its references replaced, and the values that stand for them, or why they cannot be. */
export type Expansion =
  | { readonly text: string; readonly values: readonly string[] }
  | { readonly problem: string };

/**
 * Replaces each `${NAME}` with the value that the environment has for it; `$${` stands for `${` itself. The problem names
 * a variable, never a value.
 */
export function expand(text: string, environment: Environment): Expansion {
  let problem: string | undefined;
  const values: string[] = [];
  const expanded = text.replace(/\$\$\{|\$\{([A-Za-z_]\w*)\}|\$\{/g, (match, name: string | undefined) => {
    if (match === "$${") return "${";
    if (name === undefined) {
      problem ??= 'a "${" that no variable\'s name and "}" follow; write "$${" for the characters themselves';
      return "";
    }
    const value = environment[name];
    // An empty secret is one that somebody forgot to set.
    if (value === undefined || value === "") {
      problem ??= `\${${name}}, which the environment does not have, or has empty`;
    }
    if (value !== undefined) values.push(value);
    return value ?? "";
  });
  return problem === undefined ? { text: expanded, values } : { problem };
}
