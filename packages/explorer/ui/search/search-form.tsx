import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { visibleText } from "../state/cell-text.ts";
import { param, setParams } from "../state/route.ts";
import { defaultK, searchedColumn, searchParams } from "../state/search.ts";
import { vectorColumns } from "../state/table.ts";

type Draft = Readonly<Record<string, string>>;

/** What to search for, and how. It runs when it is sent; the address has it all. */
export function SearchForm(): JSX.Element {
  const inAddress = JSON.stringify(Object.fromEntries(searchParams.map((name) => [name, param(name)])));
  const draft = useSignal<Draft>(JSON.parse(inAddress) as Draft);
  useEffect(() => {
    draft.value = JSON.parse(inAddress) as Draft;
  }, [inAddress, draft]);
  const set = (name: string, value: string): void => {
    draft.value = { ...draft.peek(), [name]: value };
  };
  const value = (name: string): string => draft.value[name] ?? "";
  const found = vectorColumns.value;
  const column = found.find(({ name }) => name === (value("column") || searchedColumn()));
  return (
    <form
      class="search-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        setParams({ ...draft.peek(), row: undefined });
      }}
    >
      <div class="search-main">
        {found.length > 0 && (
          <label class="field search-vector">
            <span>Near a vector</span>
            {value("like") === "" ? (
              <input
                type="text"
                spellcheck={false}
                autocomplete="off"
                placeholder={`[0.1, 0.2, …]${column?.dimension ? ` with ${column.dimension} values` : ""}`}
                value={value("vec")}
                onInput={(event) => set("vec", event.currentTarget.value)}
              />
            ) : (
              <span class="like">
                <Icon name="similar" />
                the vector of row id {value("like")}
                <button
                  type="button"
                  class="quiet icon-button"
                  aria-label="Search for another vector"
                  onClick={() => set("like", "")}
                >
                  <Icon name="close" />
                </button>
              </span>
            )}
          </label>
        )}
        {found.length > 1 && (
          <label class="field">
            <span>in</span>
            <select value={column?.name ?? ""} onChange={(event) => set("column", event.currentTarget.value)}>
              {found.map(({ name }) => (
                <option key={name} value={name}>
                  {visibleText(name)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="field search-text">
          <span>{found.length > 0 ? "and words" : "Words"}</span>
          <input
            type="text"
            placeholder="words of a text"
            value={value("q")}
            onInput={(event) => set("q", event.currentTarget.value)}
          />
        </label>
        <label class="field search-text">
          <span>where</span>
          <input
            type="text"
            class="mono"
            spellcheck={false}
            placeholder="a condition in SQL"
            value={value("where")}
            onInput={(event) => set("where", event.currentTarget.value)}
          />
        </label>
        <NumberField label="Rows" name="k" placeholder={String(defaultK)} value={value("k")} set={set} />
        <button type="submit" class="primary">
          <Icon name="find" />
          Search
        </button>
      </div>
      {found.length > 0 && <Options value={value} set={set} />}
    </form>
  );
}

interface Fields {
  readonly value: (name: string) => string;
  readonly set: (name: string, value: string) => void;
}

function Options({ value, set }: Fields): JSX.Element {
  const used = ["metric", "nprobes", "refine", "ef", "min", "max", "exact", "pre"].filter(
    (name) => value(name) !== "",
  ).length;
  return (
    <details class="search-options">
      <summary>{used === 0 ? "Options" : `Options: ${used} set`}</summary>
      <div class="fields">
        <label class="field">
          <span>Distance</span>
          <select value={value("metric")} onChange={(event) => set("metric", event.currentTarget.value)}>
            <option value="">as in the index</option>
            <option value="l2">l2</option>
            <option value="cosine">cosine</option>
            <option value="dot">dot</option>
          </select>
        </label>
        <NumberField
          label="Partitions (nprobes)"
          name="nprobes"
          placeholder="server's"
          value={value("nprobes")}
          set={set}
        />
        <NumberField
          label="Refine factor"
          name="refine"
          placeholder="none"
          value={value("refine")}
          set={set}
        />
        <NumberField
          label="HNSW candidates (ef)"
          name="ef"
          placeholder="server's"
          value={value("ef")}
          set={set}
        />
        <NumberField label="Distance from" name="min" placeholder="none" value={value("min")} set={set} />
        <NumberField label="Distance below" name="max" placeholder="none" value={value("max")} set={set} />
        <label class="field">
          <span>Filter</span>
          <select value={value("pre")} onChange={(event) => set("pre", event.currentTarget.value)}>
            <option value="">before the search</option>
            <option value="no">after the search</option>
          </select>
        </label>
        <label class="field">
          <span>Index</span>
          <select value={value("exact")} onChange={(event) => set("exact", event.currentTarget.value)}>
            <option value="">use it</option>
            <option value="yes">compare with every row</option>
          </select>
        </label>
      </div>
    </details>
  );
}

function NumberField({
  label,
  name,
  placeholder,
  value,
  set,
}: {
  label: string;
  name: string;
  placeholder: string;
  value: string;
  set: (name: string, value: string) => void;
}): JSX.Element {
  return (
    <label class="field number-field">
      <span>{label}</span>
      <input
        type="number"
        step="any"
        placeholder={placeholder}
        value={value}
        onInput={(event) => set(name, event.currentTarget.value)}
      />
    </label>
  );
}
