import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import { Guard } from "../parts/guard.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { visibleText } from "../state/cell-text.ts";
import { changeOpen, endChange } from "../state/change-dialogs.ts";
import {
  content,
  countContent,
  countDroppedRows,
  createNamespace,
  dropNamespace,
  droppedRows,
  dropTable,
  renameTable,
} from "../state/changes.ts";
import { Changing } from "../state/changing.ts";
import { countText } from "../state/formats.ts";
import { CreateTable } from "./create-table.tsx";
import { DroppedObjects, PurgeGuard } from "./dropped.tsx";
import { EditProperties } from "./edit-properties.tsx";

/** The window of the change that was started. */
export function ChangeDialogs(): JSX.Element | null {
  const change = changeOpen.value;
  switch (change?.kind) {
    case "createNamespace":
      return <CreateNamespace parent={change.path} />;
    case "createTable":
      return <CreateTable parent={change.path} />;
    case "dropTable":
      return <DropTable path={change.path} />;
    case "dropNamespace":
      return <DropNamespace path={change.path} />;
    case "renameTable":
      return <RenameTable path={change.path} />;
    case "editProperties":
      return <EditProperties path={change.path} properties={change.properties} />;
    case "dropped":
      return <DroppedObjects path={change.path} />;
    case "purge":
      return <PurgeGuard path={change.path} listed={change.listed} />;
    default:
      return null;
  }
}

function CreateNamespace({ parent }: { parent: readonly string[] }): JSX.Element {
  const changing = useMemo(() => new Changing(), []);
  const name = useSignal("");
  const failure = changing.failure.value;
  return (
    <Dialog title="New namespace" onClose={endChange}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void createNamespace(changing, [...parent, name.value]);
        }}
      >
        <p class="faint wrap">
          {parent.length === 0 ? "In the catalog" : `In ${visibleText(parent.join(" / "))}`}
        </p>
        <label class="field">
          <span>Name</span>
          <input
            type="text"
            required
            spellcheck={false}
            autocomplete="off"
            value={name.value}
            onInput={(event) => (name.value = event.currentTarget.value)}
          />
        </label>
        {failure && <FailureNotice failure={failure} what="new namespaces" />}
        <div class="actions">
          <button type="button" onClick={endChange}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={changing.isRunning.value}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function RenameTable({ path }: { path: readonly string[] }): JSX.Element {
  const changing = useMemo(() => new Changing(), []);
  const name = useSignal(path.at(-1) ?? "");
  const parent = useSignal(path.slice(0, -1).join("/"));
  const failure = changing.failure.value;
  const target = [...parent.value.split("/").filter((part) => part !== ""), name.value];
  const isSame = JSON.stringify(target) === JSON.stringify(path);
  return (
    <Dialog title="Rename or move the table" onClose={endChange}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void renameTable(changing, path, target);
        }}
      >
        <label class="field">
          <span>Name</span>
          <input
            type="text"
            required
            spellcheck={false}
            value={name.value}
            onInput={(event) => (name.value = event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Namespace</span>
          <input
            type="text"
            spellcheck={false}
            placeholder="the root of the catalog"
            value={parent.value}
            onInput={(event) => (parent.value = event.currentTarget.value)}
          />
          <small>Its path, with “/” between the names.</small>
        </label>
        {failure && <FailureNotice failure={failure} what="renaming tables" />}
        <div class="actions">
          <button type="button" onClick={endChange}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={isSame || changing.isRunning.value}>
            Rename
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function DropTable({ path }: { path: readonly string[] }): JSX.Element {
  const changing = useMemo(() => new Changing(), []);
  useEffect(() => countDroppedRows(path), [path]);
  const rows = droppedRows.value;
  return (
    <Guard
      title="Drop the table"
      name={path.at(-1) ?? ""}
      action="Drop the table"
      changing={changing}
      onClose={endChange}
      onConfirm={() => void dropTable(changing, path)}
    >
      <p>
        {rows === undefined
          ? "This drops the table with all of its rows, versions and indices."
          : `This drops the table with its ${countText(rows)} ${rows === 1 ? "row" : "rows"}, and all of its versions and indices.`}
      </p>
    </Guard>
  );
}

function DropNamespace({ path }: { path: readonly string[] }): JSX.Element {
  const changing = useMemo(() => new Changing(), []);
  useEffect(() => countContent(path), [path]);
  const found = content.value;
  return (
    <Guard
      title="Drop the namespace"
      name={path.at(-1) ?? ""}
      action="Drop everything"
      changing={changing}
      onClose={endChange}
      onConfirm={() => void dropNamespace(changing, path)}
    >
      {found ? (
        <p>
          {found.namespaces + found.tables === 0
            ? "The namespace is empty."
            : `This also drops ${found.isMore ? "more than " : ""}${counted(found.tables, "table")} and ${counted(found.namespaces, "namespace")} below it.`}
        </p>
      ) : (
        <p class="faint">
          {content.failure ? content.failure.message : "Counting the content of the namespace"}
        </p>
      )}
    </Guard>
  );
}

function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}
