import { protectedProperty } from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { extensionsOf } from "../catalog/extensions-of.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const protectCommand: Command = {
  name: "protect",
  summary: "protect a namespace or a table from being dropped",
  description: `For a catalog in PostgreSQL, with --postgres or on a server with --uri. Sets the property ${protectedProperty} to "true". Until "unprotect", the object cannot be dropped, overwritten, renamed or deregistered, and no namespace above it can be dropped or overwritten. Rows of a protected table can be changed.`,
  positionals: [{ name: "PATH", summary: "the namespace or the table" }],
  options: { ...jsonOption, ...catalogOptions },
  json: '{"path", "protected"}',
  examples: [{ line: "lancetree protect prod/search/user", summary: "a table" }],
  run: (context) => setProtected(context, true),
};

export const unprotectCommand: Command = {
  name: "unprotect",
  summary: "allow a protected namespace or table to be dropped again",
  positionals: [{ name: "PATH", summary: "the namespace or the table" }],
  options: { ...jsonOption, ...catalogOptions },
  json: '{"path", "protected"}',
  examples: [{ line: "lancetree unprotect prod/search/user", summary: "a table" }],
  run: (context) => setProtected(context, false),
};

async function setProtected(context: CommandContext, isProtected: boolean): Promise<void> {
  const { output, positionals, signal } = context;
  const path = parseNamedPath(positionals[0]);
  await using catalog = await openCatalog(context);
  const change = isProtected ? { set: { [protectedProperty]: "true" } } : { remove: [protectedProperty] };
  const extensions = extensionsOf(catalog, isProtected ? "protect" : "unprotect");
  await output.during(`changing ${formatPath(path)}`, () =>
    extensions.alterProperties({ id: path, ...change }, { signal }),
  );
  if (output.json) return output.record({ path, protected: isProtected });
  await output.line([bold(formatPath(path)), green(isProtected ? " is protected" : " is not protected")]);
}
