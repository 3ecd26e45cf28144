import { type Signal, signal } from "@preact/signals";
import { type Condition, parseFilterText, toFilterText } from "./filter-text.ts";
import { param, setParams } from "./route.ts";
import { columns } from "./table.ts";

/** The text of the filter as it is typed; the address has the one that applies. */
export const draft: Signal<string> = signal("");

/** The lines of the form; undefined while the text is more than the form can show. */
export const conditions: Signal<readonly Condition[] | undefined> = signal([]);

/** Shows the filter of the address in both. */
export function followFilter(): void {
  const text = param("where");
  if (text !== draft.peek()) draft.value = text;
  conditions.value = parseFilterText(text, columns.peekValue() ?? []);
}

/** The text was typed: the form follows it. */
export function typeFilter(text: string): void {
  draft.value = text;
  const parsed = parseFilterText(text, columns.peekValue() ?? []);
  if (parsed || text.trim() !== "") conditions.value = parsed;
}

/** The form was changed: the text follows it. */
export function changeConditions(next: readonly Condition[]): void {
  conditions.value = next;
  draft.value = toFilterText(next, columns.peekValue() ?? []);
}

/** Filters the rows. */
export function applyFilter(): void {
  setParams({ where: draft.peek().trim(), row: undefined });
}

export function clearFilter(): void {
  typeFilter("");
  conditions.value = [];
  applyFilter();
}
