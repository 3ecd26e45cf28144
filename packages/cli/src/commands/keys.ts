import type { Command, CommandContext } from "../command.ts";
import { asUsageError } from "../errors/as-usage-error.ts";
import { usageError } from "../errors/cli-error.ts";
import { stringValue, stringValues } from "../option-values.ts";
import { formatPath } from "../paths.ts";

/** Creates, lists and removes the keys of `lancetree serve`. */
export const keysCommand: Command = {
  name: "keys",
  summary: "create, list and remove the keys of a server",
  description:
    "The command prints a key once, when it creates the key; the file contains only a hash of it. A running server reads the file again when it changes. The role read allows reading; write also allows changing tables and creating namespaces; admin also allows dropping namespaces and registering tables that exist in the storage.",
  positionals: [
    { name: "ACTION", summary: "add, list or remove" },
    { name: "NAME", summary: "the holder of the key", optional: true },
  ],
  options: {
    "api-key-file": {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: "the key file; add creates it",
    },
    role: {
      type: "string",
      value: "ROLE",
      choices: ["read", "write", "admin"],
      summary: "what the key allows; default read",
    },
    path: {
      type: "string",
      multiple: true,
      value: "PATH",
      summary: "only this path and everything below it",
    },
    database: {
      type: "string",
      multiple: true,
      value: "NAME",
      summary: "only this database of a federation",
    },
    json: {
      type: "boolean",
      summary: "print JSON for scripts: one object, or for lists one object per line",
    },
  },
  examples: [
    {
      line: "lancetree keys add ann --role write --path prod/search --api-key-file keys.json",
      summary: "create a key for one part of the catalog",
    },
    { line: "lancetree keys list --api-key-file keys.json", summary: "list the keys and what they allow" },
    { line: "lancetree keys remove ann --api-key-file keys.json", summary: "remove a key" },
  ],
  async run(context) {
    const [action, name] = context.positionals;
    const file = stringValue(context.values, "api-key-file");
    if (file === undefined) throw usageError("The key file is missing.", "pass --api-key-file FILE");
    if (action === "list" && name === undefined) return listKeys(context, file);
    if (name === undefined) throw usageError("lancetree keys takes add NAME, list, or remove NAME.");
    if (action === "add") return addKey(context, file, name);
    if (action === "remove") return removeKey(context, file, name);
    throw usageError(`"lancetree keys" has no action "${action}"; its actions are add, list and remove.`);
  },
};

async function addKey({ values, output }: CommandContext, file: string, name: string): Promise<void> {
  const keys = await import("@lancetree/server/keys");
  const role = keys.roles.find((known) => known === (stringValue(values, "role") ?? "read")) ?? "read";
  const { id, key } = await withUsageErrors(file, "written", async () => {
    const paths = stringValues(values, "path").map((path) => keys.parseGrantPath(path, "--path"));
    return keys.addKey(file, { name, role, paths, databases: stringValues(values, "database") });
  });
  if (output.json) await output.record({ id, name, role, key });
  else await output.line(key);
  output.note(`This key is not shown again. Clients send it as the header x-api-key.`);
}

async function listKeys({ output }: CommandContext, file: string): Promise<void> {
  const keys = await import("@lancetree/server/keys");
  const entries = await withUsageErrors(file, "read", () => keys.listKeys(file));
  if (output.json) {
    for (const { id, name, role, paths, databases } of entries) {
      await output.record({ id, name, role, paths: paths ?? null, databases: databases ?? null });
    }
    return;
  }
  await output.table(
    [{ title: "NAME" }, { title: "ROLE" }, { title: "PATHS" }, { title: "DATABASES" }, { title: "ID" }],
    entries.map(({ id, name, role, paths, databases }) => [
      name,
      role,
      paths?.map(formatPath).join(", ") ?? "all",
      databases?.join(", ") ?? "all",
      id,
    ]),
  );
}

async function removeKey({ output }: CommandContext, file: string, name: string): Promise<void> {
  const keys = await import("@lancetree/server/keys");
  await withUsageErrors(file, "written", () => keys.removeKey(file, name));
  output.note(`Removed the key of ${name}.`);
}

/** Turns the library's InvalidInput errors into usage errors of the command line. */
async function withUsageErrors<Result>(
  file: string,
  verb: "read" | "written",
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asUsageError(error, { file, verb });
  }
}
