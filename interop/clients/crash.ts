import { openTableEngine } from "@lancetree/tables";
// Not through the package's exports, since no public function stops an operation in the middle.
import { Catalog } from "../../packages/dir-namespace/src/catalog.ts";
import type { Operation } from "../../packages/dir-namespace/src/model/effect.ts";
import { createNamespace } from "../../packages/dir-namespace/src/operations/create-namespace.ts";
import { createTable } from "../../packages/dir-namespace/src/operations/create-table.ts";
import { dropNamespace } from "../../packages/dir-namespace/src/operations/drop-namespace.ts";
import { removeTable } from "../../packages/dir-namespace/src/operations/drop-table.ts";
import { renameTable } from "../../packages/dir-namespace/src/operations/rename-table.ts";
import type { Path } from "./client.ts";

export type CrashingOperation =
  | {
      readonly operation: "createNamespace";
      readonly path: Path;
      readonly mode: "create" | "overwrite";
    }
  | { readonly operation: "dropNamespace"; readonly path: Path; readonly behavior: "restrict" | "cascade" }
  | { readonly operation: "createTable"; readonly path: Path; readonly mode: "create" | "overwrite" }
  | { readonly operation: "dropTable" | "deregisterTable"; readonly path: Path }
  | { readonly operation: "renameTable"; readonly path: Path; readonly to: Path };

export interface Crash {
  readonly operation: CrashingOperation;
  /** The number of effects that change something, after which the process is killed. */
  readonly after: number;
}

/** The value in the rows and properties that a killed operation writes. */
export const crashNotice = "crashed";

/** Executes an operation and kills this process in the middle. Resolves with the number of effects if there were too few. */
export async function crash(root: string, { operation, after }: Crash): Promise<number> {
  const catalog = new Catalog({ root });
  let steps = 0;
  function* dying<T>(protocol: Operation<T>): Operation<T> {
    let next = protocol.next();
    while (!next.done) {
      const { effect } = next.value;
      if (effect !== "read" && effect !== "stat" && effect !== "return-early") {
        if (steps === after) process.kill(process.pid, "SIGKILL");
        steps++;
      }
      try {
        next = protocol.next(yield next.value);
      } catch (error) {
        next = protocol.throw(error);
      }
    }
    return next.value;
  }
  const stage = async (folder: string): Promise<void> => {
    await using engine = await openTableEngine();
    const table = await engine.create({ location: catalog.folder.uri(folder) }, [{ writer: crashNotice }]);
    table.close();
  };
  await catalog.change(dying(protocolOf(catalog, operation)), undefined, stage);
  // Completion continues after the operation has returned.
  await catalog.close();
  return steps;
}

function protocolOf({ context }: Catalog, operation: CrashingOperation): Operation<unknown> {
  const id = operation.path.join("$");
  const properties = { writer: crashNotice };
  switch (operation.operation) {
    case "createNamespace":
      return createNamespace(context, { id, mode: operation.mode, properties });
    case "dropNamespace":
      return dropNamespace(context, { id, behavior: operation.behavior });
    case "createTable":
      return createTable(context, { id, mode: operation.mode, properties: {}, declare: false });
    case "dropTable":
      return removeTable(context, { id, keepData: false });
    case "deregisterTable":
      return removeTable(context, { id, keepData: true });
    case "renameTable":
      return renameTable(context, { from: id, to: operation.to.join("$") });
  }
}
