import type { PrintableValue } from "@lancetree/arrow";
import { type Signal, signal } from "@preact/signals";
import { type Failure, toFailure } from "../server/failure.ts";
import type { RowPage } from "../server/rows.ts";
import { reportSignIn } from "./sign-in.ts";

/** More pages than these are forgotten, those farthest from the view first. */
const maxBytes = 24_000_000;
const maxPages = 60;
/** A view that moves on within this time needs no rows. */
const pauseMs = 40;
const maxRequests = 2;

/** Reads a page of rows. */
export type ReadPage = (offset: number, count: number, signal: AbortSignal) => Promise<RowPage>;

/** The rows around the view of a table of any size, in bounded memory. */
export class RowStore {
  /** How many rows there are; undefined until the count is known. */
  readonly count: Signal<number | undefined> = signal(undefined);
  /** Grows when rows have arrived. */
  readonly revision: Signal<number> = signal(0);
  readonly failure: Signal<Failure | undefined> = signal(undefined);
  readonly pageRows: number;
  readonly #read: ReadPage;
  readonly #pages = new Map<number, RowPage>();
  readonly #requests = new Map<number, AbortController>();
  #view: readonly [first: number, end: number] = [0, 0];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(pageRows: number, read: ReadPage) {
    this.pageRows = pageRows;
    this.#read = read;
  }

  /** Loads the rows of the view, soon. */
  need(first: number, end: number): void {
    if (this.#view[0] === first && this.#view[1] === end) return;
    const before = this.#neededPages();
    this.#view = [first, end];
    if (this.#pages.size === 0 && this.#requests.size === 0) {
      this.#loadView();
      return;
    }
    // A view that moves on within the same pages does not wait until it stands still.
    if (this.#timer !== undefined && String(before) === String(this.#neededPages())) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#loadView();
    }, pauseMs);
  }

  /** A value; undefined while it is not loaded. */
  cell(row: number, column: string): PrintableValue | undefined {
    const page = this.#pages.get(Math.floor(row / this.pageRows));
    const inPage = row % this.pageRows;
    return page && inPage < page.length ? page.cell(inPage, column) : undefined;
  }

  /** The id of a row, in digits; undefined while it is not loaded. */
  rowId(row: number): string | undefined {
    const page = this.#pages.get(Math.floor(row / this.pageRows));
    const inPage = row % this.pageRows;
    return (page && inPage < page.length && page.rowId(inPage)) || undefined;
  }

  /** The bytes of the rows that are kept. */
  get bytes(): number {
    return [...this.#pages.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Tries again what failed. */
  retry(): void {
    this.failure.value = undefined;
    this.#loadView();
  }

  /** Ends all requests. */
  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const request of this.#requests.values()) request.abort();
    this.#pages.clear();
  }

  #loadView(): void {
    if (this.#isDisposed || this.failure.peek()) return;
    const needed = this.#neededPages();
    for (const [page, request] of this.#requests) {
      if (needed.includes(page)) continue;
      request.abort();
      this.#requests.delete(page);
    }
    for (const page of needed) {
      if (this.#requests.size >= maxRequests) return;
      if (!this.#pages.has(page) && !this.#requests.has(page)) this.#request(page);
    }
  }

  #neededPages(): number[] {
    const [first, end] = this.#view;
    const count = this.count.peek();
    const last = Math.max(first, Math.min(end, count ?? end) - 1);
    const pages: number[] = [];
    for (let page = Math.floor(first / this.pageRows); page <= Math.floor(last / this.pageRows); page += 1)
      pages.push(page);
    return pages;
  }

  #request(page: number): void {
    const abort = new AbortController();
    this.#requests.set(page, abort);
    this.#read(page * this.pageRows, this.pageRows, abort.signal).then(
      (rows) => {
        if (abort.signal.aborted) return;
        this.#requests.delete(page);
        this.#pages.set(page, rows);
        // A page that is not full ends the table, also where the server does not count.
        if (rows.length < this.pageRows && this.count.peek() === undefined)
          this.count.value = page * this.pageRows + rows.length;
        this.#forget();
        this.revision.value += 1;
        this.#loadView();
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        this.#requests.delete(page);
        const failure = toFailure(error);
        reportSignIn(failure, () => this.retry());
        this.failure.value = failure;
      },
    );
  }

  #forget(): void {
    const center = Math.floor(this.#view[0] / this.pageRows);
    const byDistance = [...this.#pages.keys()].toSorted(
      (left, right) => Math.abs(right - center) - Math.abs(left - center),
    );
    for (const page of byDistance) {
      if (this.#pages.size <= maxPages && this.bytes <= maxBytes) return;
      if (this.#pages.size > 2) this.#pages.delete(page);
    }
  }
}
