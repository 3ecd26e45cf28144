import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import type { Failure } from "../server/failure.ts";
import { visibleText } from "../state/cell-text.ts";
import {
  applyFilter,
  changeConditions,
  clearFilter,
  conditions,
  draft,
  followFilter,
  typeFilter,
} from "../state/filter.ts";
import {
  type Condition,
  comparisons,
  comparisonsOf,
  filterColumns,
  quoteName,
  takesValue,
} from "../state/filter-text.ts";
import { param } from "../state/route.ts";
import { columns } from "../state/table.ts";

/** The filter as text, and as a form; each follows the other. */
export function FilterBar({ failure }: { failure: Failure | undefined }): JSX.Element {
  const where = param("where");
  const isFormOpen = useSignal(false);
  const hasColumns = columns.value !== undefined;
  useEffect(followFilter, [where, hasColumns]);
  const invalid = failure?.kind === "invalid" && where !== "" ? failure : undefined;
  const lines = conditions.value;
  return (
    <form
      class="filter"
      role="search"
      aria-label="Filter the rows"
      onSubmit={(event) => {
        event.preventDefault();
        applyFilter();
      }}
    >
      <div class="filter-line">
        <label class="filter-text">
          <span class="filter-word">where</span>
          <input
            type="text"
            spellcheck={false}
            autocomplete="off"
            placeholder={`a condition in SQL, such as ${example()}`}
            aria-label="Condition in SQL"
            aria-invalid={invalid !== undefined}
            aria-describedby={invalid ? "filter-error" : undefined}
            value={draft.value}
            onInput={(event) => typeFilter(event.currentTarget.value)}
          />
          {draft.value !== "" && (
            <button
              type="button"
              class="quiet icon-button"
              aria-label="Remove the filter"
              onClick={clearFilter}
            >
              <Icon name="close" />
            </button>
          )}
        </label>
        <button type="submit" class={draft.value.trim() === where ? "" : "primary"}>
          Apply
        </button>
        <button
          type="button"
          class="quiet"
          aria-expanded={isFormOpen.value}
          onClick={() => {
            isFormOpen.value = !isFormOpen.value;
            if (isFormOpen.value && lines?.length === 0) changeConditions([firstCondition()]);
          }}
        >
          <Icon name="edit" />
          Form
        </button>
      </div>
      {invalid && (
        <p id="filter-error" class="field-error" role="alert">
          {invalid.message}
        </p>
      )}
      {isFormOpen.value &&
        (lines ? (
          <FilterForm lines={lines} />
        ) : (
          <p class="faint">The form cannot show this text. Edit it above.</p>
        ))}
    </form>
  );
}

/** A condition on this table. */
function example(): string {
  const found = columns.value?.find(({ kind }) => kind === "integer" || kind === "number");
  return found ? `${visibleText(quoteName(found.name))} > 10` : "name = 'value'";
}

function firstCondition(): Condition {
  const found = filterColumns(columns.peekValue() ?? []).find((column) =>
    comparisonsOf(column).includes("="),
  );
  return {
    column: found?.name ?? columns.peekValue()?.[0]?.name ?? "",
    comparison: found ? "=" : "is not null",
    value: "",
  };
}

function FilterForm({ lines }: { lines: readonly Condition[] }): JSX.Element {
  const set = (index: number, change: Partial<Condition>): void =>
    changeConditions(lines.map((line, at) => (at === index ? { ...line, ...change } : line)));
  return (
    <div class="filter-form">
      {lines.map((line, index) => (
        <Line
          key={index}
          line={line}
          onChange={(change) => set(index, change)}
          onRemove={() => {
            changeConditions(lines.filter((_, at) => at !== index));
            applyFilter();
          }}
        />
      ))}
      <button type="button" class="quiet" onClick={() => changeConditions([...lines, firstCondition()])}>
        <Icon name="plus" />
        Add a condition
      </button>
    </div>
  );
}

interface LineProps {
  readonly line: Condition;
  readonly onChange: (change: Partial<Condition>) => void;
  readonly onRemove: () => void;
}

function Line({ line, onChange, onRemove }: LineProps): JSX.Element {
  const all = filterColumns(columns.value ?? []);
  const column = all.find(({ name }) => name === line.column);
  const allowed = comparisonsOf(column);
  return (
    <div class="filter-condition">
      <select
        aria-label="Column"
        value={line.column}
        onChange={(event) => {
          const next = all.find(({ name }) => name === event.currentTarget.value);
          const comparison = comparisonsOf(next).includes(line.comparison)
            ? line.comparison
            : comparisonsOf(next)[0];
          onChange({ column: event.currentTarget.value, comparison: comparison ?? "is null" });
        }}
      >
        {all.map(({ name }) => (
          <option key={name} value={name}>
            {visibleText(name)}
          </option>
        ))}
      </select>
      <select
        aria-label="Comparison"
        value={line.comparison}
        onChange={(event) =>
          onChange({ comparison: comparisons.find((name) => name === event.currentTarget.value) ?? "=" })
        }
      >
        {allowed.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {takesValue(line.comparison) &&
        (column?.kind === "boolean" ? (
          <select
            aria-label="Value"
            value={line.value}
            onChange={(event) => onChange({ value: event.currentTarget.value })}
          >
            <option value="">choose</option>
            <option value="true">true</option>
            <option value="false">false</option>
          </select>
        ) : (
          <input
            type="text"
            aria-label="Value"
            inputMode={column?.kind === "integer" || column?.kind === "number" ? "decimal" : "text"}
            placeholder={column?.kind === "time" ? "2026-01-31 12:00:00" : "value"}
            value={line.value}
            onInput={(event) => onChange({ value: event.currentTarget.value })}
          />
        ))}
      <button type="button" class="quiet icon-button" aria-label="Remove this condition" onClick={onRemove}>
        <Icon name="close" />
      </button>
    </div>
  );
}
