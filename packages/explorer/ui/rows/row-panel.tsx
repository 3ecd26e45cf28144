import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { CopyButton } from "../parts/copy-button.tsx";
import { Icon } from "../parts/icon.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { fullText, visibleText } from "../state/cell-text.ts";
import { closeRow, followOpenRow, openRow, openRowValues, showRowBeside } from "../state/open-row.ts";
import { hrefOf, route } from "../state/route.ts";
import { vectorColumns } from "../state/table.ts";
import { FullValue } from "./full-value.tsx";

/** All values of one row, beside the grid. */
export function RowPanel(): JSX.Element | null {
  useEffect(followOpenRow, []);
  const row = openRow.value;
  if (!row) return null;
  const page = openRowValues.value;
  const failure = openRowValues.failure;
  return (
    <aside
      class="row-panel"
      aria-label="The whole row"
      onKeyDown={(event) => {
        if (event.key === "Escape") closeRow();
      }}
    >
      <header class="row-panel-head">
        <h2>Row id {row.rowId}</h2>
        <button
          type="button"
          class="quiet icon-button"
          aria-label="Row above"
          disabled={!row.index}
          onClick={() => showRowBeside(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="quiet icon-button"
          aria-label="Row below"
          disabled={row.index === undefined}
          onClick={() => showRowBeside(1)}
        >
          <Icon name="down" />
        </button>
        <button type="button" class="quiet icon-button" aria-label="Close the row" onClick={closeRow}>
          <Icon name="close" />
        </button>
      </header>
      <SimilarLinks rowId={row.rowId} />
      {failure && <FailureNotice failure={failure} what="queries by row id" />}
      {page && page.length === 0 && (
        <p class="notice">This row does not exist in this version of the table.</p>
      )}
      {page && page.length > 0 && (
        <dl class="row-values">
          {page.columns
            .filter(({ name }) => name !== "_rowid")
            .map((column) => (
              <div key={column.name}>
                <dt>
                  <bdi class="row-name">{visibleText(column.name)}</bdi>
                  <span class="head-type">{column.type}</span>
                  <CopyButton
                    label={`Copy ${visibleText(column.name)}`}
                    text={() => fullText(page.cell(0, column.name))}
                  />
                </dt>
                <dd>
                  <FullValue column={column} value={page.cell(0, column.name)} />
                </dd>
              </div>
            ))}
        </dl>
      )}
    </aside>
  );
}

function SimilarLinks({ rowId }: { rowId: string }): JSX.Element | null {
  const found = vectorColumns.value;
  if (found.length === 0) return null;
  const { path, params } = route.value;
  const kept = Object.fromEntries(
    Object.entries(params).filter(([name]) => name === "version" || name === "branch"),
  );
  return (
    <div class="similar-links">
      {found.map(({ name }) => (
        <a
          key={name}
          class="button"
          href={hrefOf("table", path, { view: "search", ...kept, like: rowId, column: name })}
        >
          <Icon name="similar" />
          {found.length === 1 ? "Find similar" : `Similar by ${visibleText(name)}`}
        </a>
      ))}
    </div>
  );
}
