import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { Dialog } from "./dialog.tsx";

export const helpOpen: Signal<boolean> = signal(false);

const keys: readonly (readonly [string, string])[] = [
  ["/", "Find a namespace or table by name"],
  ["t", "Go to the tree"],
  ["↑ ↓", "In the tree: the line above or below"],
  ["→ ←", "In the tree: open, or close and go to the parent"],
  ["*", "In the tree: open all namespaces beside the line"],
  ["letters", "In the tree: the next name that begins with them"],
  ["Enter", "In the tree: show the object; in the rows: show the whole row"],
  ["↑ ↓ ← →", "In the rows: the next cell in that direction"],
  ["Page Up, Page Down", "In the rows: a page up or down"],
  ["Ctrl Home, Ctrl End", "In the rows: the first or the last row"],
  ["Space, Shift ↑ ↓", "In the rows: select the row, or the rows up to another"],
  ["s", "In the rows: sort by the column"],
  ["v", "In the rows: load the column's vectors, or hide them"],
  ["Alt ← →", "In the rows: make the column narrower or wider"],
  ["Ctrl C", "In the rows: copy the cell"],
  ["+ −", "In the map: zoom; the arrow keys move it"],
  ["Esc", "Close the topmost window"],
  ["?", "Show these keyboard shortcuts"],
];

/** The keys of the page. */
export function Help(): JSX.Element | null {
  if (!helpOpen.value) return null;
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => (helpOpen.value = false)}>
      <dl class="keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
