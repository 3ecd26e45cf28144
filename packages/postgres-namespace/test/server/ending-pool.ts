import { Pool, type PoolClient } from "pg";
import type { PgClient, PgPool } from "../../src/index.ts";

/** Whether the process ends before it sends the statement, or when it has sent it and the response is still to come. */
export type EndAt = "before" | "sent";

/** The pool of a process that ends at one of its statements, as if it were killed: it receives no response from then on. */
export class EndingPool implements PgPool {
  readonly ended: Promise<"ended">;
  readonly #pool: Pool;
  readonly #clients = new Set<PoolClient>();
  #left = Number.POSITIVE_INFINITY;
  #when: EndAt = "before";
  #isOver = false;
  #closed: Promise<void> | undefined;
  #setEnded: (value: "ended") => void = () => undefined;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url });
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) => client.on("error", () => undefined));
    this.ended = new Promise((resolve) => {
      this.#setEnded = resolve;
    });
  }

  /** The process ends at the statement of that number, from now on; 0 is the next one. */
  endAt(statement: number, when: EndAt): void {
    this.#left = statement;
    this.#when = when;
  }

  async query(statement: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }> {
    const client = await this.connect();
    try {
      return await client.query(statement, values);
    } finally {
      client.release();
    }
  }

  async connect(): Promise<PgClient> {
    if (this.#isOver) return never();
    const client = await this.#pool.connect();
    if (this.#isOver) {
      client.release(true);
      return never();
    }
    this.#clients.add(client);
    return {
      query: (statement, values) => this.#query(client, statement, values),
      release: (error) => {
        if (this.#clients.delete(client)) client.release(error);
      },
      on: (event, listener) => client.on(event, listener),
      removeListener: (event, listener) => client.removeListener(event, listener),
    };
  }

  async end(): Promise<void> {
    this.#end();
    await this.#closed;
  }

  async #query(
    client: PoolClient,
    statement: string,
    values?: unknown[],
  ): Promise<{ readonly rows: unknown[] }> {
    if (this.#isOver) return never();
    if (this.#left-- !== 0) {
      const result = await client.query(statement, values);
      return this.#isOver ? never() : result;
    }
    if (this.#when === "sent") client.query(statement, values).catch(() => undefined);
    this.#end();
    return never();
  }

  /** The system closes all connections of a process that is gone. */
  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const client of this.#clients) client.release(true);
    this.#clients.clear();
    this.#closed = this.#pool.end();
    this.#setEnded("ended");
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
