import type { PrintableValue } from "@lancetree/arrow";
import type { JSX } from "preact";
import type { ColumnInfo } from "../server/columns.ts";
import { cellView, norm, vectorOf, visibleText } from "../state/cell-text.ts";
import { numberText } from "../state/formats.ts";
import { mediaType } from "../state/media.ts";
import { Picture } from "./picture.tsx";
import { Sparkline } from "./sparkline.tsx";

/** What a cell of the grid shows. */
export function CellContent({
  column,
  value,
}: {
  column: ColumnInfo;
  value: PrintableValue | undefined;
}): JSX.Element {
  if (value === undefined) return <span class="cell-loading" />;
  if (column.kind === "vector" && value !== null) {
    const vector = vectorOf(value) ?? [];
    return (
      <span class="cell-vector">
        <Sparkline values={vector} />
        <span class="faint">‖{numberText(norm(vector))}‖</span>
      </span>
    );
  }
  if (column.kind === "boolean" && typeof value === "boolean")
    return <span class={value ? "cell-true" : "cell-false"}>{String(value)}</span>;
  if (column.kind === "binary" && typeof value === "string" && mediaType(value)?.startsWith("image/"))
    return <Picture base64={value} size={40} label={`Image in ${visibleText(column.name)}`} />;
  const { text, isNote } = cellView(column, value);
  return isNote ? <span class="cell-note">{text}</span> : <bdi>{text}</bdi>;
}

/** A vector column whose values are not fetched. */
export function UnfetchedVector({ column }: { column: ColumnInfo }): JSX.Element {
  return <span class="cell-note">{column.type}</span>;
}
