/** A process with Lancetree's REST client. */
import { RestNamespace } from "@lancetree/rest-client";
import { readTable } from "@lancetree/rest-client/arrow";
import * as arrow from "apache-arrow";
import type { OperationMethods, Request } from "./operations.ts";
import { serve } from "./serve-functions.ts";
import type { Rows } from "./table-methods.ts";

type Operation = (request: Request) => Promise<unknown>;

let namespace: RestNamespace | undefined;

function find(operation: string): Operation {
  if (namespace === undefined) throw new Error("open() comes first");
  const found: unknown = Reflect.get(namespace, operation);
  if (typeof found !== "function") throw new Error(`there is no operation ${operation}`);
  return (found as Operation).bind(namespace);
}

const methods: OperationMethods = {
  async open(uri, headers) {
    namespace = new RestNamespace({ uri, headers });
  },
  call: (operation, request) => find(operation)(request),
  send: (operation, request, rows) => find(operation)({ ...request, data: toStream(rows) }),
  async query(request) {
    if (namespace === undefined) throw new Error("open() comes first");
    const table = await readTable(
      namespace.queryTable(request as Parameters<RestNamespace["queryTable"]>[0]),
    );
    return table.toArray().map((row: Record<string, unknown>) => {
      const own = Object.entries({ ...row }).filter(([name]) => name !== "_distance" && name !== "_score");
      const text = JSON.stringify(Object.fromEntries(own), (_key, value: unknown) =>
        typeof value === "bigint" ? Number(value) : value,
      );
      return JSON.parse(text) as unknown;
    });
  },
};

function toStream(rows: Rows): Uint8Array {
  const columns = Object.keys(rows[0] ?? {}).map((name) => {
    const values = rows.map((row) => row[name]);
    return [name, arrow.vectorFromArray(values, typeOf(name, values[0]))] as const;
  });
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(columns)), "stream");
}

function typeOf(name: string, value: unknown): arrow.DataType {
  if (name === "vector" && Array.isArray(value)) {
    return new arrow.FixedSizeList(value.length, new arrow.Field("item", new arrow.Float32(), true));
  }
  if (typeof value === "number") return new arrow.Int32();
  return new arrow.Utf8();
}

serve({ ...methods });
