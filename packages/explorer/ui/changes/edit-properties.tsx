import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { visibleText } from "../state/cell-text.ts";
import { endChange } from "../state/change-dialogs.ts";
import { changeProperties } from "../state/changes.ts";
import { Changing } from "../state/changing.ts";

interface Props {
  readonly path: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** Adds, changes and removes properties of a namespace or a table. */
export function EditProperties({ path, properties }: Props): JSX.Element {
  const changing = useMemo(() => new Changing(), []);
  const rows = useSignal<readonly (readonly [string, string])[]>([...Object.entries(properties), ["", ""]]);
  const set = (index: number, name: string, value: string): void => {
    rows.value = rows.peek().map((row, at) => (at === index ? [name, value] : row));
  };
  const failure = changing.failure.value;
  return (
    <Dialog title="Properties" wide onClose={endChange}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          const next = Object.fromEntries(rows.value.filter(([name]) => name !== ""));
          void changeProperties(changing, path, properties, next);
        }}
      >
        {rows.value.map(([name, value], index) => (
          <div key={index} class="property-row">
            <input
              type="text"
              aria-label="Name"
              placeholder="name"
              spellcheck={false}
              value={name}
              onInput={(event) => set(index, event.currentTarget.value, value)}
            />
            <input
              type="text"
              aria-label="Value"
              placeholder="value"
              spellcheck={false}
              value={value}
              onInput={(event) => set(index, name, event.currentTarget.value)}
            />
            <button
              type="button"
              class="quiet icon-button"
              aria-label={`Remove ${visibleText(name)}`}
              onClick={() => (rows.value = rows.value.filter((_, at) => at !== index))}
            >
              <Icon name="trash" />
            </button>
          </div>
        ))}
        {failure && <FailureNotice failure={failure} what="to change properties" />}
        <div class="actions">
          <button type="button" class="quiet" onClick={() => (rows.value = [...rows.value, ["", ""]])}>
            <Icon name="plus" />
            Add a property
          </button>
          <button type="button" onClick={endChange}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={changing.isRunning.value}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
