import type { DroppedObject } from "@lancetree/core";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import { Guard } from "../parts/guard.tsx";
import { Icon } from "../parts/icon.tsx";
import { Empty, FailureNotice } from "../parts/notice.tsx";
import { visibleText } from "../state/cell-text.ts";
import { endChange, startChange } from "../state/change-dialogs.ts";
import { Changing } from "../state/changing.ts";
import { dropped, droppedBelow, loadDropped, purge, undrop } from "../state/dropped.ts";
import { agoText, countText, timeText } from "../state/formats.ts";
import { mayDo } from "../state/session.ts";

/** What was dropped in a namespace and is kept: it can be brought back, or given up. */
export function DroppedObjects({ path }: { path: readonly string[] }): JSX.Element {
  const chosen = useSignal<DroppedObject | undefined>(undefined);
  useEffect(() => loadDropped(path), [path]);
  const { value: list, failure } = dropped;
  return (
    <Dialog title="Dropped objects" wide onClose={endChange}>
      <div class="form">
        <p class="faint wrap">
          {path.length === 0 ? "In the catalog" : `In ${visibleText(path.join(" / "))}`}
        </p>
        {failure && <FailureNotice failure={failure} what="a list of dropped objects" />}
        {dropped.isLoading && <p class="faint">Loading</p>}
        {list?.objects.length === 0 && (
          <Empty title="No dropped objects">
            Dropped objects are listed here until the catalog removes them.
          </Empty>
        )}
        {list && list.objects.length > 0 && (
          <DroppedTable path={path} objects={list.objects} onUndrop={(object) => (chosen.value = object)} />
        )}
        {list?.isMore && (
          <p class="faint">{`Only the first ${countText(list.objects.length)} are listed. For others, open the namespace that they were in.`}</p>
        )}
        {chosen.value && (
          <UndropForm
            key={chosen.value.drop_id}
            object={chosen.value}
            onCancel={() => (chosen.value = undefined)}
          />
        )}
      </div>
    </Dialog>
  );
}

interface TableProps {
  readonly path: readonly string[];
  readonly objects: readonly DroppedObject[];
  readonly onUndrop: (object: DroppedObject) => void;
}

function DroppedTable({ path, objects, onUndrop }: TableProps): JSX.Element {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="List of dropped objects">
      <table class="data-table">
        <thead>
          <tr>
            {["Name", "Tables", "Dropped", "Kept until", ""].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {objects.map((object) => {
            const names = object.id.slice(Math.min(path.length, object.id.length - 1));
            const name = visibleText(names.join(" / "));
            return (
              <tr key={object.drop_id}>
                <th scope="row">
                  <Icon name={object.kind} className={`kind-${object.kind}`} /> {name}
                </th>
                <td>{countText(object.tables)}</td>
                <td title={timeText(Date.parse(object.dropped_at))}>
                  {agoText(Date.parse(object.dropped_at))}
                </td>
                <td title={timeText(Date.parse(object.kept_until))}>
                  {agoText(Date.parse(object.kept_until))}
                </td>
                <td>
                  <div class="actions">
                    {mayDo("write") && (
                      <button type="button" aria-label={`Undrop ${name}`} onClick={() => onUndrop(object)}>
                        Undrop
                      </button>
                    )}
                    {mayDo("admin") && (
                      <button
                        type="button"
                        class="danger"
                        aria-label={`Purge ${name}`}
                        onClick={() => startChange({ kind: "purge", path: object.id, listed: path })}
                      >
                        Purge
                      </button>
                    )}
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function UndropForm({ object, onCancel }: { object: DroppedObject; onCancel: () => void }): JSX.Element {
  const changing = useMemo(() => new Changing(), []);
  const name = useSignal(object.id.at(-1) ?? "");
  const failure = changing.failure.value;
  return (
    <form
      class="undrop"
      aria-label={`Undrop ${visibleText(object.id.join(" / "))}`}
      onSubmit={(event) => {
        event.preventDefault();
        void undrop(changing, object, [...object.id.slice(0, -1), name.value]);
      }}
    >
      <label class="field">
        <span>{`Bring the ${object.kind} back as`}</span>
        <input
          type="text"
          required
          spellcheck={false}
          autocomplete="off"
          ref={(input) => input?.focus()}
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
      </label>
      {failure && <FailureNotice failure={failure} what="undropping objects" />}
      <div class="actions">
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="primary" disabled={changing.isRunning.value}>
          Bring it back
        </button>
      </div>
    </form>
  );
}

/** Asks before what was dropped at a path is given up. */
export function PurgeGuard({
  path,
  listed,
}: {
  path: readonly string[];
  listed: readonly string[];
}): JSX.Element {
  const changing = useMemo(() => new Changing(), []);
  const objects = droppedBelow(path);
  const tables = objects.reduce((sum, object) => sum + object.tables, 0);
  return (
    <Guard
      title="Purge dropped objects"
      name={path.at(-1) ?? ""}
      action="Purge"
      changing={changing}
      onClose={endChange}
      onConfirm={() => void purge(changing, path, listed)}
    >
      <p>
        {`This removes ${countText(objects.length)} dropped ${objects.length === 1 ? "object" : "objects"} at “${visibleText(path.join(" / "))}” or below, with ${countText(tables)} ${tables === 1 ? "table" : "tables"} and all files. It cannot be undone.`}
      </p>
    </Guard>
  );
}
