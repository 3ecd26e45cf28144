import type { JSX } from "preact";

const shapes = {
  namespace:
    "M2 4.5A1.5 1.5 0 0 1 3.5 3h2.7l1.6 1.7h4.7A1.5 1.5 0 0 1 14 6.2v5.3a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5z",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6",
  chevron: "M6 4l4 4-4 4",
  find: "M7 2.75a4.25 4.25 0 1 0 0 8.5 4.25 4.25 0 0 0 0-8.5zM10.2 10.2l3.3 3.3",
  close: "M4 4l8 8M12 4l-8 8",
  up: "M8 13V3.5M4 7.5l4-4 4 4",
  down: "M8 3v9.5M4 8.5l4 4 4-4",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  plus: "M8 3v10M3 8h10",
  copy: "M5.5 5.5v-2h7v7h-2M3.5 5.5h7v7h-7z",
  trash: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5M7 7v3.5M9 7v3.5",
  columns: "M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",
  download: "M8 3v7M5 7.5l3 3 3-3M3 13h10",
  similar:
    "M5.5 5.5m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M11 10.5m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0",
  tag: "M3 3h5l5 5-5 5-5-5zM5.6 5.6h.01",
  check: "M3 8.5l3.2 3.2L13 5",
  theme: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
  play: "M5 3.5l7 4.5-7 4.5z",
  undo: "M6 4L3 7l3 3M3 7h6.5a3 3 0 0 1 0 6H6",
  edit: "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z",
} as const;

export type IconName = keyof typeof shapes;

/** A drawing beside a word; screen readers skip it. */
export function Icon({ name, className = "" }: { name: IconName; className?: string }): JSX.Element {
  return (
    <svg class={`icon ${className}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
