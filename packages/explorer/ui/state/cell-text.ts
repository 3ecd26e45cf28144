import { cellText, jsonText, type PrintableValue } from "@lancetree/arrow";
import type { ColumnInfo } from "../server/columns.ts";
import { bytesText, countText, numberText } from "./formats.ts";

/** How much of a value is shown in a cell. */
const maxVisible = 300;

/** What a cell shows of a value. */
export interface CellView {
  readonly text: string;
  /** A value that is not text: null, an empty string, a size. */
  readonly isNote: boolean;
}

/** Shortens a value to a line. */
export function cellView(column: ColumnInfo, value: PrintableValue): CellView {
  if (value === null) return note("null");
  if (value === "") return note("empty");
  if (column.kind === "binary" && typeof value === "string") return note(bytesText(base64Bytes(value)));
  if (typeof value === "string") return { text: visibleText(value.slice(0, maxVisible)), isNote: false };
  if (typeof value === "object") return { text: visibleText(shortJson(value)), isNote: false };
  return { text: cellText(value), isNote: false };
}

/** The value in full, as text. */
export function fullText(value: PrintableValue): string {
  return typeof value === "object" && value !== null ? jsonText(value, ", ", ": ") : cellText(value);
}

/** Shows characters that would be invisible, end a line or turn the direction of what follows. */
export function visibleText(text: string, keepLines = false): string {
  return text.replace(hidden, (character) => {
    if (character === "\n") return keepLines ? character : "\u21b5 ";
    if (character === "\t") return keepLines ? character : "\u21e5 ";
    const code = character.codePointAt(0) ?? 0;
    return code < 32
      ? String.fromCodePoint(0x2400 + code)
      : `\u27e8U+${code.toString(16).toUpperCase()}\u27e9`;
  });
}

// Control characters, zero-width and bidirectional ones, and line separators.
const hidden =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A nested value, as far as a cell shows it: no longer text is made. */
function shortJson(value: PrintableValue, budget = maxVisible): string {
  if (value === null || typeof value !== "object") {
    const text = typeof value === "string" && value.length > budget ? value.slice(0, budget) : value;
    return jsonText(text, ", ", ": ");
  }
  const isList = Array.isArray(value);
  const parts: string[] = [];
  let left = budget;
  const entries: readonly (readonly [string, PrintableValue])[] = isList
    ? (value as readonly PrintableValue[]).map((entry) => ["", entry] as const)
    : "entries" in value && typeof value.entries !== "function"
      ? value.entries
      : [];
  for (const [name, entry] of entries) {
    if (left <= 0) {
      parts.push("…");
      break;
    }
    const part = `${isList ? "" : `${name}: `}${shortJson(entry, left)}`;
    parts.push(part);
    left -= part.length;
  }
  return isList ? `[${parts.join(", ")}]` : `{${parts.join(", ")}}`;
}

/** The numbers of a vector. */
export function vectorOf(value: PrintableValue | undefined): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return (value as readonly PrintableValue[]).map((entry) =>
    typeof entry === "number" ? entry : Number(entry ?? 0),
  );
}

/** The length of a vector as an arrow. */
export function norm(vector: readonly number[]): number {
  return Math.hypot(...vector.slice(0, 65_536));
}

/** Number of values and norm. */
export function vectorText(vector: readonly number[]): string {
  return `${countText(vector.length)} values, norm ${numberText(norm(vector))}`;
}

function note(text: string): CellView {
  return { text, isNote: true };
}

export function base64Bytes(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
