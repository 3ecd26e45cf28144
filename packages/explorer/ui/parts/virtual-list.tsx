import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { RowWindow } from "../state/row-window.ts";

interface Props {
  readonly class: string;
  readonly role: "tree" | "group";
  readonly label: string;
  readonly tabIndex: 0 | -1;
  /** The id of the active row's element. */
  readonly activeId?: string | undefined;
  /** Whether the list is as high as its rows, up to what its style allows. */
  readonly fits?: boolean;
  readonly onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  readonly count: number;
  readonly rowHeight: number;
  /** The row that must be in view, and in the document; -1 for none. */
  readonly active: number;
  readonly row: (index: number) => ComponentChildren;
  readonly barRef?: RefObject<HTMLDivElement | null> | undefined;
}

/** A list of any length, of which only the rows in view are in the document. */
export function VirtualList(props: Props): JSX.Element {
  const { count, rowHeight, active, row, barRef } = props;
  const own = useRef<HTMLDivElement>(null);
  const bar = barRef ?? own;
  const window = useMemo(() => new RowWindow(rowHeight), [rowHeight]);
  const seen = useSignal(-1);
  useLayoutEffect(() => {
    const element = bar.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      window.viewHeight.value = element.clientHeight;
    });
    window.viewHeight.value = element.clientHeight;
    observer.observe(element);
    return () => observer.disconnect();
  }, [window, bar]);
  // In a narrow window the tree has no height until it is opened.
  const isVisible = window.viewHeight.value > 0;
  useLayoutEffect(() => {
    if (!isVisible || active === seen.peek() || !bar.current || active < 0) return;
    seen.value = active;
    window.reveal(bar.current, count, active);
  }, [active, count, isVisible, window, bar, seen]);
  const { first, end } = window.range(count);
  const rows: JSX.Element[] = [];
  for (let index = first; index < end; index += 1)
    rows.push(
      <div
        key={index}
        class="virtual-row"
        style={{
          transform: `translateY(${index * rowHeight - window.top.value}px)`,
          height: `${rowHeight}px`,
        }}
        role="presentation"
      >
        {row(index)}
      </div>,
    );
  return (
    <div
      ref={bar}
      class={`virtual ${props.class}`}
      role={props.role}
      aria-label={props.label}
      aria-activedescendant={props.activeId}
      tabIndex={props.tabIndex}
      onKeyDown={props.onKeyDown}
      style={props.fits ? { height: `${count * rowHeight + 2}px` } : {}}
      onScroll={(event) => window.follow(event.currentTarget, count)}
    >
      <div class="virtual-spacer" role="presentation" style={{ height: `${window.spacerHeight(count)}px` }}>
        <div class="virtual-view" role="presentation" style={{ height: `${window.viewHeight.value}px` }}>
          {rows}
        </div>
      </div>
    </div>
  );
}
