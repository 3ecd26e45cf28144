import type { JSX } from "preact";
import { Icon } from "../parts/icon.tsx";
import { Popover } from "../parts/popover.tsx";
import { cancelExport, type ExportFormat, exportRows, exportState, maxExported } from "../state/export.ts";
import { countText } from "../state/formats.ts";
import type { GridState } from "../state/grid-state.ts";
import { rowStore } from "../state/rows.ts";

const formats: readonly (readonly [ExportFormat, string])[] = [
  ["csv", "CSV"],
  ["jsonl", "JSON Lines"],
  ["arrow", "Arrow"],
];

/** Saves the selected rows, or all that match the filter, with the columns that are shown. */
export function ExportMenu({ state }: { state: GridState }): JSX.Element {
  const selected = state.selected.value;
  const count = rowStore.value?.count.value ?? 0;
  const running = exportState.value;
  const what =
    selected.size > 0
      ? `${countText(selected.size)} selected ${selected.size === 1 ? "row" : "rows"}`
      : `${countText(Math.min(count, maxExported))} ${count > maxExported ? `of ${countText(count)} ` : ""}rows`;
  return (
    <Popover
      label={
        <>
          <Icon name="download" />
          Export
        </>
      }
    >
      <div class="menu">
        <p>{`${what}, with the columns that are shown`}</p>
        {formats.map(([format, name]) => (
          <button
            key={format}
            type="button"
            class="quiet"
            disabled={running.kind === "running"}
            onClick={() => void exportRows(format, [...selected])}
          >
            {name}
          </button>
        ))}
        {running.kind === "running" && (
          <p role="status">
            {`${countText(running.rows)} rows read `}
            <button type="button" class="link" onClick={cancelExport}>
              Cancel
            </button>
          </p>
        )}
        {running.kind === "failed" && <p class="field-error">{running.message}</p>}
      </div>
    </Popover>
  );
}
