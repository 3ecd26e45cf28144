import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { endChange } from "../state/change-dialogs.ts";
import { createTable } from "../state/changes.ts";
import { Changing } from "../state/changing.ts";
import { countText } from "../state/formats.ts";
import { type ImportedFile, importFile, toArrow, typeNames } from "../state/import-file.ts";
import { Resource } from "../state/resource.ts";

const maxPreview = 5;

/** Creates a table from a file: what is in it and of which type is shown first. */
export function CreateTable({ parent }: { parent: readonly string[] }): JSX.Element {
  const changing = useMemo(() => new Changing(), []);
  const file = useMemo(() => new Resource<ImportedFile>(), []);
  const name = useSignal("");
  const types = useSignal<Readonly<Record<string, string>>>({});
  const imported = file.value;
  const problem = file.failure ?? changing.failure.value;
  const create = async (): Promise<void> => {
    if (!imported) return;
    const data = await toArrow(imported, types.value).catch((error: unknown) => error as Error);
    if (data instanceof Error) changing.failure.value = { kind: "invalid", message: data.message };
    else await createTable(changing, [...parent, name.value], data);
  };
  return (
    <Dialog title="New table from a file" wide onClose={endChange}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <p class="faint wrap">{parent.length === 0 ? "In the catalog" : `In ${parent.join(" / ")}`}</p>
        <label class="field">
          <span>File</span>
          <input
            type="file"
            required
            accept=".csv,.jsonl,.ndjson,.parquet,.pq,.arrow,.arrows,.ipc,.feather"
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0];
              if (!chosen) return;
              types.value = {};
              if (name.value === "")
                name.value = chosen.name.replace(/\.[^.]*$/, "").replace(/[^\w.-]+/g, "_");
              void file.load(() => importFile(chosen));
            }}
          />
          <small>CSV with a header line, JSON Lines, Parquet or Arrow, up to 100 MB.</small>
        </label>
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
        {imported && (
          <Preview
            file={imported}
            types={types.value}
            onType={(column, type) => (types.value = { ...types.value, [column]: type })}
          />
        )}
        {problem && <FailureNotice failure={problem} what="new tables" />}
        <div class="actions">
          <button type="button" onClick={endChange}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={!imported || changing.isRunning.value}>
            {changing.isRunning.value ? "Creating" : "Create"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface PreviewProps {
  readonly file: ImportedFile;
  readonly types: Readonly<Record<string, string>>;
  readonly onType: (column: string, type: string) => void;
}

function Preview({ file, types, onType }: PreviewProps): JSX.Element {
  return (
    <div class="preview">
      <p class="faint">{`${countText(file.rowCount)} rows, ${countText(file.columns.length)} columns`}</p>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Preview">
        <table class="data-table">
          <thead>
            <tr>
              {file.columns.map(({ name, type }) => (
                <th key={name} scope="col">
                  <div>{name}</div>
                  {file.kind === "arrow" ? (
                    <span class="head-type">{type}</span>
                  ) : (
                    <select
                      aria-label={`Type of ${name}`}
                      value={types[name] ?? type}
                      onChange={(event) => onType(name, event.currentTarget.value)}
                    >
                      {[...new Set([type, ...typeNames])].map((other) => (
                        <option key={other} value={other}>
                          {other}
                        </option>
                      ))}
                    </select>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: Math.min(maxPreview, file.rowCount) }, (_, row) => (
              <tr key={row}>
                {file.columns.map(({ name }) => (
                  <td key={name}>{file.text(row, name) ?? <span class="cell-note">null</span>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
