import type { SeededBug } from "./seeded-bug.ts";

const sources = "packages/dir-namespace/src";
const tests = "packages/dir-namespace/test";
const rules = `${tests}/conformance.test.ts`;
const model = `${tests}/model`;
const processes = `${tests}/processes/multi-process.test.ts`;
const kills = `${tests}/processes/kill.test.ts`;
const history = `${tests}/processes/history.test.ts`;
const faults = `${tests}/faults.system.test.ts`;

export const catalogBugs: readonly SeededBug[] = [
  {
    name: "another catalog with as many versions counts as the one that was read",
    file: `${sources}/manifest/catalog-presence.ts`,
    find: '    if (this.#version.identity !== identity) return "replaced";\n',
    replace: "",
    caughtBy: [`${tests}/missing-root.test.ts`],
  },
  {
    name: "the snapshot of a replaced catalog counts as recent",
    file: `${sources}/manifest/snapshot-reader.ts`,
    find: "    this.#latest = emptySnapshot;\n    this.#refreshedAt = Number.NEGATIVE_INFINITY;\n",
    replace: "    this.#latest = emptySnapshot;\n",
    caughtBy: [`${tests}/missing-root.test.ts`],
  },
  {
    name: "an intent is deleted when the time for what is below it is over",
    file: `${sources}/operations/complete-intent.ts`,
    find: "if (!more()) throw completionPending(",
    replace: "if (!more()) break;\n    if (!hasIntentOf(snapshot, row)) throw completionPending(",
    caughtBy: [`${tests}/attempts.test.ts`],
  },
  {
    name: "only a table with the same folder counts as sharing it, none inside of it",
    file: `${sources}/model/table-folders.ts`,
    find: "if (foldersOf(other).some((location) => overlap(own, plainLocation(location)))) return true;",
    replace: "if (foldersOf(other).some((location) => own === plainLocation(location))) return true;",
    caughtBy: [model, `${tests}/nested-tables.test.ts`],
  },
  {
    name: "a registration inside of a folder that is being removed is not reverted",
    file: `${sources}/operations/register-table.ts`,
    find: 'return !context.moves && top !== location && isReusable(top) && (yield* folderStatus(top)) === "retired";',
    replace: "return context.moves && isReusable(top) && top === location;",
    caughtBy: [model],
  },
  {
    name: "a create does not check its parent",
    file: `${sources}/operations/parent.ts`,
    find: "requireParent(pathOf(id), (path) => snapshot.kind(objectId(path)));",
    replace: "void [requireParent, pathOf, objectId, snapshot, id];",
    caughtBy: [rules, model, processes],
  },
  {
    name: "no check after the insert of a namespace",
    file: `${sources}/operations/create-namespace.ts`,
    find: "if (reply.snapshot.rowExists(created)) return reply.snapshot;",
    replace: "if (created) return reply.snapshot;",
    caughtBy: [model],
  },
  {
    name: "no check after the insert of a table",
    file: `${sources}/operations/create-table.ts`,
    find: "if (mine && reply.snapshot.rowExists(row)) {",
    replace: "if (mine) {",
    caughtBy: [model, processes],
  },
  {
    name: "a restrict drop takes effect on a namespace that is not empty",
    file: `${sources}/model/resolve-intent.ts`,
    find: "const tookEffect = open.exists(id) && !open.hasBelow(id);",
    replace: "const tookEffect = open.exists(id);",
    caughtBy: [model, processes],
  },
  {
    name: "a created namespace does not mask the dropped content below it",
    file: `${sources}/model/resolve-intent.ts`,
    find: "masks: new Set(orphans.map(identity))",
    replace: "masks: new Set(orphans.slice(orphans.length).map(identity))",
    caughtBy: [model],
  },
  {
    name: "a row is replaced without comparing",
    file: `${sources}/manifest/manifest-schema.ts`,
    find: 'equals("metadata", row.metadata),',
    replace: "",
    caughtBy: [`${tests}/stale-completion.test.ts`],
  },
  {
    name: "a merge may use the index",
    file: `${sources}/manifest/commit.ts`,
    find: "whenNotMatchedInsertAll().useIndex(false);",
    replace: "whenNotMatchedInsertAll().useIndex(true);",
    caughtBy: [processes],
  },
  {
    name: "a conflict is not tried again",
    file: `${sources}/manifest/group-writer.ts`,
    find: "if (isConflict) await sleep(5 + Math.random() * 40);",
    replace: "if (isConflict) throw error;",
    caughtBy: [faults],
  },
  {
    name: "a row found after a lost acknowledgement is taken for another process's",
    file: `${sources}/manifest/group-writer.ts`,
    find: "if (found === undefined) return undefined;",
    replace: "if (found !== null) return undefined;",
    caughtBy: [faults],
  },
  {
    name: "a dropped table's folder goes before its row",
    file: `${sources}/operations/drop-table.ts`,
    find: '  const reply = yield { effect: "delete", row };',
    replace:
      '  if (!keepData) yield { effect: "discard", locations: foldersOf(row) };\n  const reply = yield { effect: "delete", row };',
    caughtBy: [faults, kills],
  },
  {
    name: "a table's row comes before its data",
    file: `${sources}/operations/create-table.ts`,
    find: '      yield { effect: "stage", location: ownLocation(staging.token, id), hasData: !request.declare };\n',
    replace: "",
    caughtBy: [rules, model, kills],
  },
  {
    name: "the intent of an overwritten namespace is cleared at once",
    file: `${sources}/operations/complete-intent.ts`,
    find: 'const intent = { state: "created", token: context.token(), base: snapshot.version } as const;',
    replace: "const intent = undefined;",
    caughtBy: [model],
  },
  {
    name: "a folder under a reusable name stays until the row is gone",
    file: `${sources}/operations/complete-table-intent.ts`,
    find: "if (leavesName) yield* moveFolderAside(row, location, aside, first);",
    replace: "void [leavesName, first];",
    caughtBy: [rules, model],
  },
  {
    name: "an intent is cleared on any row with the same metadata",
    file: `${sources}/manifest/row-predicate.ts`,
    find: "if ((ids.get(metadata) ?? id) !== id) return unchangedPredicate(rows);",
    replace: "void [id, metadata];",
    caughtBy: [`${tests}/clearing-intents.test.ts`],
  },
  {
    name: "a list of rows is compared without their metadata",
    file: `${sources}/manifest/row-predicate.ts`,
    find: '    ["metadata", metadata],\n',
    replace: '    ["metadata", metadata === null ? null : ""],\n',
    caughtBy: [`${tests}/row-predicate.test.ts`],
  },
  {
    name: "feature flags are not checked before a commit",
    file: `${sources}/manifest/group-writer.ts`,
    find: 'await this.#table.assertKnownFlags(writer.version, "write");',
    replace: "",
    caughtBy: [`${tests}/feature-flags.test.ts`],
  },
  {
    name: "two changes of one row share a commit",
    file: `${sources}/model/group-commit.ts`,
    find: "if (ids.some((id) => this.#ids.has(id))) return false;",
    replace: "",
    caughtBy: [history],
  },
  {
    name: "a commit counts as the next version even if another version is between",
    file: `${sources}/manifest/group-writer.ts`,
    find: "if (version === base.version + 1 && planned === count) {",
    replace: "if (planned >= 0) {",
    caughtBy: [history],
  },
  {
    name: "a table without data counts as filled while its folder is hidden",
    file: `${sources}/folders/folder-effects.ts`,
    find: 'folder === "deregistered" ? await this.#folder.holdsData(location) : folder === "table";',
    replace: 'folder === "deregistered" || folder === "table";',
    caughtBy: [`${tests}/processes/delayed-effects.test.ts`],
  },
  {
    name: "exist_ok fails on what exists",
    file: `${sources}/operations/create-namespace.ts`,
    find: 'if (row.kind === "table" || mode === "create")',
    replace: 'if (row.kind === "table" || mode !== "overwrite")',
    caughtBy: [rules],
  },
  {
    name: "a page drops its token",
    file: "packages/core/src/pages.ts",
    find: "? { names, page_token: last }",
    replace: "? { names }",
    caughtBy: ["packages/conformance/test/memory.test.ts"],
  },
  {
    name: "a page of a directory drops its token",
    file: `${sources}/reads/listing.ts`,
    find: 'return { names, page_token: names.at(-1) ?? "" };',
    replace: "return { names };",
    caughtBy: [rules],
  },
  {
    name: "skip is ignored",
    file: `${sources}/directory-namespace.ts`,
    find: 'if (mode === "skip" && isNamespaceError(error, 1)) return {};',
    replace: "void [mode, isNamespaceError];",
    caughtBy: [rules],
  },
];
