import type { Connection } from "@lancedb/lancedb";
import { lancedb } from "@lancetree/tables";

/** The methods of LanceDB's class `Connection` that are not abstract. */
abstract class OwnMethods {
  abstract display(): string;

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.display();
  }
}

/**
 * The prototype that ends the chain. To a program that asks for its own prototype, as `instanceof` does, it names that of LanceDB's
 * class. A program that can ask has loaded LanceDB.
 */
const link: object = new Proxy({}, { getPrototypeOf: () => lancedb.Connection.prototype });
Object.setPrototypeOf(OwnMethods.prototype, link);

/** LanceDB's class `Connection`, to be extended before LanceDB is loaded: what extends it is an instance of `Connection`. */
export const LanceDbConnection: typeof Connection = OwnMethods as typeof Connection;
