/** Counts what is under way, so that an end can wait for it. */
export interface InFlight {
  /** Something begins. What comes back says that it is over; only its first call counts. */
  begin(): () => void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Begins at none. */
export function trackInFlight(): InFlight {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    begin() {
      let isOver = false;
      count += 1;
      return () => {
        if (isOver) return;
        isOver = true;
        count -= 1;
        if (count > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      };
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** The same chunks; `over` is called when they end, break off or are no longer wanted. */
export function endWhenRead<Chunk>(chunks: AsyncIterable<Chunk>, over: () => void): AsyncIterable<Chunk> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = chunks[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const step = await iterator.next();
            if (step.done) over();
            return step;
          } catch (error) {
            over();
            throw error;
          }
        },
        // Not a generator: one that was never asked for a chunk would not see this.
        async return() {
          try {
            await iterator.return?.();
          } finally {
            over();
          }
          return { done: true, value: undefined };
        },
      };
    },
  };
}
