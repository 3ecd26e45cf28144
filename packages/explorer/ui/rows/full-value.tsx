import type { PrintableValue } from "@lancetree/arrow";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ColumnInfo } from "../server/columns.ts";
import { base64Bytes, cellView, fullText, vectorOf, vectorText, visibleText } from "../state/cell-text.ts";
import { saveFile } from "../state/clipboard.ts";
import { bytesText, countText } from "../state/formats.ts";
import { mediaBlob, mediaType } from "../state/media.ts";
import { Picture } from "./picture.tsx";
import { Sparkline } from "./sparkline.tsx";

/** How much of a long text is shown at first. */
const initialLength = 4000;
const maxLength = 200_000;

/** A value with all that is in it. */
export function FullValue({ column, value }: { column: ColumnInfo; value: PrintableValue }): JSX.Element {
  const [isLong, setLong] = useState(false);
  if (column.kind === "vector" && value !== null) return <Vector value={value} />;
  if (column.kind === "binary" && typeof value === "string" && value !== "")
    return <Bytes column={column} base64={value} />;
  const { text, isNote } = cellView(column, value);
  if (isNote) return <span class="cell-note">{text}</span>;
  if (typeof value === "object" && value !== null) return <Nested value={value} depth={0} />;
  const full = fullText(value);
  const limit = isLong ? maxLength : initialLength;
  return (
    <>
      <bdi class="wrap">{visibleText(full.slice(0, limit), true)}</bdi>
      {full.length > limit && (
        <p>
          <button type="button" class="link" onClick={() => setLong(true)} disabled={isLong}>
            {`${countText(full.length - limit)} more characters`}
          </button>
        </p>
      )}
    </>
  );
}

function Vector({ value }: { value: PrintableValue }): JSX.Element {
  const vector = vectorOf(value) ?? [];
  return (
    <div class="vector">
      <Sparkline values={vector} large />
      <span class="faint">{vectorText(vector)}</span>
      <details>
        <summary>Values</summary>
        <span class="wrap mono">{vector.slice(0, 4096).join(", ")}</span>
      </details>
    </div>
  );
}

/** The most entries of a list or struct that are shown. */
const maxEntries = 200;

function Nested({ value, depth }: { value: PrintableValue; depth: number }): JSX.Element {
  if (value === null) return <span class="cell-note">null</span>;
  if (typeof value !== "object")
    return value === "" ? (
      <span class="cell-note">empty</span>
    ) : (
      <bdi class="wrap">{visibleText(fullText(value).slice(0, initialLength), true)}</bdi>
    );
  const entries: readonly (readonly [string, PrintableValue])[] = Array.isArray(value)
    ? (value as readonly PrintableValue[]).map((entry, index) => [String(index), entry] as const)
    : "entries" in value && typeof value.entries !== "function"
      ? value.entries
      : [];
  if (entries.length === 0)
    return <span class="cell-note">{Array.isArray(value) ? "empty list" : "empty"}</span>;
  if (depth > 12) return <bdi class="wrap">{visibleText(fullText(value).slice(0, initialLength))}</bdi>;
  return (
    <dl class="nested">
      {entries.slice(0, maxEntries).map(([name, entry], index) => (
        <div key={index}>
          <dt>{visibleText(name)}</dt>
          <dd>
            <Nested value={entry} depth={depth + 1} />
          </dd>
        </div>
      ))}
      {entries.length > maxEntries && <p class="faint">{`${countText(entries.length - maxEntries)} more`}</p>}
    </dl>
  );
}

function Bytes({ column, base64 }: { column: ColumnInfo; base64: string }): JSX.Element {
  const type = mediaType(base64);
  return (
    <div class="bytes">
      {type?.startsWith("image/") && (
        <Picture base64={base64} size={320} label={`Image in ${visibleText(column.name)}`} />
      )}
      {(type?.startsWith("audio/") || type?.startsWith("video/")) && (
        <Player base64={base64} type={type} label={visibleText(column.name)} />
      )}
      <span class="faint">{`${bytesText(base64Bytes(base64))}${type ? `, ${type}` : ""}`}</span>
      {!type && <span class="mono wrap">{hexText(base64)}</span>}
      <button
        type="button"
        onClick={() =>
          saveFile(column.name, [mediaBlob(base64, type ?? "application/octet-stream")], type ?? "")
        }
      >
        Save as a file
      </button>
    </div>
  );
}

function Player({
  base64,
  type,
  label,
}: {
  base64: string;
  type: string;
  label: string;
}): JSX.Element | null {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(mediaBlob(base64, type));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [base64, type]);
  if (address === "") return null;
  return type.startsWith("audio/") ? (
    <audio controls src={address} aria-label={`Sound in ${label}`} />
  ) : (
    <video controls src={address} aria-label={`Video in ${label}`} />
  );
}

function hexText(base64: string): string {
  const bytes = atob(base64.slice(0, 128));
  return Array.from({ length: bytes.length }, (_, at) =>
    bytes.charCodeAt(at).toString(16).padStart(2, "0"),
  ).join(" ");
}
