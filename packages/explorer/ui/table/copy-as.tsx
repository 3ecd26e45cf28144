import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { CopyButton } from "../parts/copy-button.tsx";
import { type CopiedQuery, copyAs, type Language, languages } from "../state/copy-as.ts";
import { param } from "../state/route.ts";
import { columns, currentTable } from "../state/table.ts";
import { isFetched, sorting, visibleColumns } from "../state/visible-columns.ts";

/** The query of the rows as a program. */
export function CopyAs({ query }: { query?: CopiedQuery }): JSX.Element {
  const language = useSignal<Language>("TypeScript");
  const text = copyAs(language.value, query ?? rowsAsQuery());
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>Copy as</h2>
        <select
          aria-label="Language"
          value={language.value}
          onChange={(event) =>
            (language.value = languages.find((name) => name === event.currentTarget.value) ?? "TypeScript")
          }
        >
          {languages.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <CopyButton text={text} label="Copy the program" />
      </header>
      <pre class="code" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

function rowsAsQuery(): CopiedQuery {
  const names = visibleColumns.value.filter(isFetched).map(({ name }) => name);
  const all = columns.value?.length === names.length;
  return {
    table: currentTable.value,
    filter: param("where") || undefined,
    columns: all ? undefined : names,
    orderBy: sorting.value,
    limit: 100,
  };
}
