/** Values by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A string with its references replaced, and the values that replaced them; or why that failed. */
export type Expansion =
  | { readonly text: string; readonly values: readonly string[] }
  | { readonly problem: string };

/**
 * Replaces each `${NAME}` by its value in the environment; `$${` is an escaped `${`. A problem names the variable, never a
 * value.
 */
export function expand(text: string, environment: Environment): Expansion {
  let problem: string | undefined;
  const values: string[] = [];
  const expanded = text.replace(/\$\$\{|\$\{([A-Za-z_]\w*)\}|\$\{/g, (match, name: string | undefined) => {
    if (match === "$${") return "${";
    if (name === undefined) {
      problem ??=
        'a "${" without a variable name and "}" after it; write "$${" for the characters themselves';
      return "";
    }
    const value = environment[name];
    // An empty secret is one that was not set by mistake.
    if (value === undefined || value === "") {
      problem ??= `\${${name}}, which is not set in the environment, or empty`;
    }
    if (value !== undefined) values.push(value);
    return value ?? "";
  });
  return problem === undefined ? { text: expanded, values } : { problem };
}
