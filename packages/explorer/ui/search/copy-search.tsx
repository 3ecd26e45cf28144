import type { JSX } from "preact";
import { Icon } from "../parts/icon.tsx";
import { Popover } from "../parts/popover.tsx";
import type { Query } from "../server/rows.ts";
import { currentTable } from "../state/table.ts";
import { CopyAs } from "../table/copy-as.tsx";

/** The search as a program. */
export function CopySearch({ query }: { query: Query }): JSX.Element {
  return (
    <Popover
      label={
        <>
          <Icon name="copy" />
          Copy as
        </>
      }
    >
      <div class="copy-search">
        <CopyAs
          query={{
            table: currentTable.value,
            limit: query.k,
            filter: query.filter,
            columns: query.columns?.column_names,
            vector: query.vector?.single_vector,
            vectorColumn: query.vector_column,
            text: query.full_text_query?.string_query?.query,
          }}
        />
      </div>
    </Popover>
  );
}
