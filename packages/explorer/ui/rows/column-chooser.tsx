import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../parts/icon.tsx";
import { Popover } from "../parts/popover.tsx";
import { visibleText } from "../state/cell-text.ts";
import { countText } from "../state/formats.ts";
import { columns } from "../state/table.ts";
import { showColumns, visibleColumns } from "../state/visible-columns.ts";

/** More names than these are found by typing. */
const maxListed = 200;

/** Which columns the grid shows, and in which order. */
export function ColumnChooser(): JSX.Element {
  const text = useSignal("");
  const all = columns.value ?? [];
  const visible = visibleColumns.value.map(({ name }) => name);
  const found = all.filter(({ name }) => name.toLowerCase().includes(text.value.toLowerCase()));
  const toggle = (name: string): void => {
    const next = visible.includes(name)
      ? visible.filter((other) => other !== name)
      : all.map((column) => column.name).filter((other) => other === name || visible.includes(other));
    if (next.length > 0) showColumns(next);
  };
  return (
    <Popover
      label={
        <>
          <Icon name="columns" />
          {`${countText(visible.length)} of ${countText(all.length)} columns`}
        </>
      }
    >
      <div class="chooser">
        <input
          type="text"
          aria-label="Find a column"
          placeholder="Find a column"
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
        <ul>
          {found.slice(0, maxListed).map(({ name, type }) => (
            <li key={name}>
              <label>
                <input type="checkbox" checked={visible.includes(name)} onChange={() => toggle(name)} />
                <span class="chooser-name" title={visibleText(name)}>
                  {visibleText(name)}
                </span>
                <span class="head-type">{type}</span>
              </label>
            </li>
          ))}
        </ul>
        {found.length > maxListed && (
          <p class="faint">{`${countText(found.length - maxListed)} more: type a part of the name.`}</p>
        )}
        <div class="actions">
          <button type="button" onClick={() => showColumns(all.map(({ name }) => name))}>
            All
          </button>
          <button
            type="button"
            onClick={() => showColumns(all.filter(({ kind }) => kind !== "vector").map(({ name }) => name))}
          >
            Without vectors
          </button>
        </div>
      </div>
    </Popover>
  );
}
