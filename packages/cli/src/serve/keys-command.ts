import type { Command, CommandContext } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { stringValue, stringValues } from "../option-values.ts";
import { formatPath } from "../paths.ts";

/** Makes, lists and takes back the keys of `lancetree serve`. */
export const keysCommand: Command = {
  name: "keys",
  summary: "make, list and take back the keys of a server",
  description:
    "A key is printed once, when it is made; the file keeps a hash of it. A server that runs reads the file again when it changes. read looks; write also changes tables and makes namespaces; admin also drops namespaces and registers what lies in the storage.",
  positionals: [
    { name: "ACTION", summary: "add, list or remove" },
    { name: "NAME", summary: "who holds the key", optional: true },
  ],
  options: {
    "api-key-file": {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: "the file of the keys; add makes it",
    },
    role: {
      type: "string",
      value: "ROLE",
      choices: ["read", "write", "admin"],
      summary: "what the key may do (read)",
    },
    path: { type: "string", multiple: true, value: "PATH", summary: "only this path and what lies below it" },
    database: {
      type: "string",
      multiple: true,
      value: "NAME",
      summary: "only this database of a federation",
    },
    json: { type: "boolean", summary: "print JSON for scripts, lists as one object a line" },
  },
  examples: [
    {
      line: "lancetree keys add ann --role write --path prod/search --api-key-file keys.json",
      summary: "make a key for one part of the catalog",
    },
    { line: "lancetree keys list --api-key-file keys.json", summary: "who has a key, and for what" },
    { line: "lancetree keys remove ann --api-key-file keys.json", summary: "take a key back" },
  ],
  async run(context) {
    const [action, name] = context.positionals;
    const file = stringValue(context.values, "api-key-file");
    if (file === undefined) throw usageError("The file of the keys is missing.", "give --api-key-file FILE");
    if (action === "list" && name === undefined) return listKeys(context, file);
    if (name === undefined) throw usageError("lancetree keys takes add NAME, list, or remove NAME.");
    if (action === "add") return addKey(context, file, name);
    if (action === "remove") return removeKey(context, file, name);
    throw usageError(`There is no "lancetree keys ${action}"; there are add, list and remove.`);
  },
};

async function addKey({ values, output }: CommandContext, file: string, name: string): Promise<void> {
  const { newApiKey } = await import("./keys/api-key.ts");
  const { checkedName, parseScope } = await import("./keys/key-entry.ts");
  const { changeKeyFile } = await import("./keys/key-file.ts");
  const { roles } = await import("./access/operation-roles.ts");
  const role = roles.find((known) => known === (stringValue(values, "role") ?? "read")) ?? "read";
  const paths = stringValues(values, "path").map((path) => parseScope(path, "--path"));
  const databases = stringValues(values, "database");
  const { id, key, hash } = newApiKey();
  const entry = {
    id,
    name: checkedName(name, "NAME"),
    role,
    ...(paths.length > 0 && { paths }),
    ...(databases.length > 0 && { databases }),
    hash,
  };
  await changeKeyFile(file, (entries) => {
    if (entries.some((known) => known.name === name)) {
      throw usageError(`"${name}" has a key already.`, "remove it first, or choose another name");
    }
    return [...entries, entry];
  });
  if (output.json) await output.record({ id, name, role, key });
  else await output.line(key);
  output.note(`This key is not shown again. Clients send it as the header x-api-key.`);
}

async function listKeys({ output }: CommandContext, file: string): Promise<void> {
  const { readKeyFile } = await import("./keys/key-file.ts");
  const entries = await readKeyFile(file);
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
  const { changeKeyFile, readKeyFile } = await import("./keys/key-file.ts");
  // Before a file is made that was not there.
  await readKeyFile(file);
  await changeKeyFile(file, (entries) => {
    if (entries.some((entry) => entry.name === name)) return entries.filter((entry) => entry.name !== name);
    throw usageError(`"${name}" has no key.`, `"lancetree keys list --api-key-file ${file}" lists them`);
  });
  output.note(`The key of ${name} opens nothing any more.`);
}
