import { type Signal, signal } from "@preact/signals";

/** Browsers limit the height of an element; beyond this height, the scroll bar is a scale. */
const maxHeight = 8_000_000;

/** Which rows of a long list are in view. All rows have the same height. */
export class RowWindow {
  /** The position of the view in the list, in pixels. */
  readonly top: Signal<number> = signal(0);
  /** The height of the view in pixels. */
  readonly viewHeight: Signal<number> = signal(0);
  readonly rowHeight: number;
  /** What the scroll bar showed last, to find how far it moved. */
  #barTop = 0;

  constructor(rowHeight: number) {
    this.rowHeight = rowHeight;
  }

  /** The height of the element that the scroll bar measures. */
  spacerHeight(count: number): number {
    return Math.min(count * this.rowHeight, maxHeight);
  }

  /** The first row in view, and the one after the last. */
  range(count: number): { first: number; end: number } {
    const first = Math.max(0, Math.floor(this.top.value / this.rowHeight));
    const end = Math.min(count, Math.ceil((this.top.value + this.viewHeight.value) / this.rowHeight) + 1);
    return { first: Math.min(first, end), end };
  }

  /** Follows the scroll bar: exactly, or, in a list that is too high, by the row for a wheel and by scale for the bar. */
  follow(bar: HTMLElement, count: number): void {
    const total = count * this.rowHeight;
    const scale = this.#scale(bar, total);
    if (scale === 1) {
      this.top.value = bar.scrollTop;
      return;
    }
    const moved = bar.scrollTop - this.#barTop;
    if (moved === 0) return;
    const isSmall = Math.abs(moved) < this.viewHeight.peek() * 2;
    this.#move(bar, total, isSmall ? this.top.peek() + moved : bar.scrollTop * scale);
  }

  /** Scrolls so that a row is in view. */
  reveal(bar: HTMLElement, count: number, index: number): void {
    const start = index * this.rowHeight;
    const end = start + this.rowHeight;
    const [top, height] = [this.top.peek(), this.viewHeight.peek()];
    const next = start < top ? start : end > top + height ? end - height : top;
    if (next === top) return;
    this.#move(bar, count * this.rowHeight, next);
  }

  #move(bar: HTMLElement, total: number, top: number): void {
    const bounded = Math.max(0, Math.min(top, total - this.viewHeight.peek()));
    this.top.value = bounded;
    bar.scrollTop = bounded / this.#scale(bar, total);
    this.#barTop = bar.scrollTop;
  }

  /** How many pixels of the list one pixel of the scroll bar is. */
  #scale(bar: HTMLElement, total: number): number {
    if (total <= maxHeight) return 1;
    const height = this.viewHeight.peek();
    return (total - height) / Math.max(1, Math.max(bar.scrollHeight, maxHeight) - height);
  }
}
