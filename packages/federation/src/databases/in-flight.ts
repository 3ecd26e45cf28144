/** Counts the calls in flight, so that closing can wait for them. */
export interface InFlight {
  /** Adds a call. The returned function removes it; further calls of that function have no effect. */
  begin(): () => void;
  /** Resolves when no call is in flight. */
  idle(): Promise<void>;
}

/** Creates a counter of calls in flight, at zero. */
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

/** The same chunks; `over` is called when they end, fail or are abandoned. */
export function endWhenRead<Chunk>(chunks: AsyncIterable<Chunk>, over: () => void): AsyncIterable<Chunk> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = chunks[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const result = await iterator.next();
            if (result.done) over();
            return result;
          } catch (error) {
            over();
            throw error;
          }
        },
        // A generator would not run this when no chunk was requested from it.
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
