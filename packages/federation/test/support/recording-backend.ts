import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ListTablesResponse, QueryTableResponse } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";

/** Records in a file when it is opened, closed and used after that, and lists its properties as names of tables. */
class RecordingNamespace extends MemoryNamespace {
  readonly #properties: Readonly<Record<string, string>>;
  #isClosed = false;

  constructor(properties: Readonly<Record<string, string>>) {
    super();
    this.#properties = properties;
    this.#write("open");
  }

  override async listTables(): Promise<ListTablesResponse> {
    await sleep(Number(this.#properties["delay"] ?? 0));
    if (this.#isClosed) this.#write("used after close");
    return { tables: Object.entries(this.#properties).map(([key, value]) => `${key}=${value}`) };
  }

  override async queryTable(): Promise<QueryTableResponse> {
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode("one");
      yield new TextEncoder().encode("two");
    };
    return { data: chunks() };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#write("close");
  }

  #write(event: string): void {
    appendFileSync(this.#properties["record"] ?? "", `${event} ${this.#properties["name"] ?? ""}\n`);
  }
}

export function openNamespace(properties: Readonly<Record<string, string>>): RecordingNamespace {
  return new RecordingNamespace(properties);
}
