import type { OutputStream } from "./streams.ts";

export interface ProgressOptions {
  readonly stream: OutputStream;
  readonly isVisible: boolean;
  readonly label: string;
  /** The final value of `done`, if it is known. */
  readonly total?: number | undefined;
}

/** Shorter work shows no progress. */
const afterMs = 1000;
const everyMs = 100;
const width = 24;

/** A line that is redrawn during long work, and removed when the work ends. */
export class ProgressLine implements Disposable {
  readonly #options: ProgressOptions;
  readonly #started: number = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #done = 0;
  #drawn = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    if (options.isVisible) this.#timer = setInterval(() => this.#draw(), everyMs).unref();
  }

  /** Adds to the work that is done. */
  advance(by = 1): void {
    this.#done += by;
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#drawn) this.#options.stream.write("\r\u001b[K");
    this.#drawn = false;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #draw(): void {
    const seconds = (performance.now() - this.#started) / 1000;
    if (seconds * 1000 < afterMs) return;
    const { stream, label, total } = this.#options;
    this.#drawn = true;
    const line = `${label} ${total === undefined ? this.#count() : bar(this.#done / total)} ${seconds.toFixed(0)} s`;
    stream.write(`\r\u001b[K${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
  }

  #count(): string {
    return this.#done > 0 ? `${this.#done}` : "…";
  }
}

function bar(share: number): string {
  const part = Math.min(1, Math.max(0, share));
  const filled = Math.round(part * width);
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} ${Math.floor(part * 100)}%`;
}
