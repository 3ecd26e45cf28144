import { tablePath } from "../options/arguments.ts";
import { exists } from "./exists.ts";
import { MaterializedViewMethods } from "./materialized-view-methods.ts";
import {
  type DeclareTableOptions,
  type DescribeTableOptions,
  type RegisterTableOptions,
  type TableDescription,
  toDeclareRequest,
  toDescribeRequest,
  toRegisterRequest,
  toTableDescription,
} from "./table-description.ts";

/** The methods that LanceDB's `Connection` does not have: they ask for the catalog's entries and change them, and open no table. */
export abstract class CatalogEntryMethods extends MaterializedViewMethods {
  /** Whether a namespace exists; the root always does. */
  async namespaceExists(namespacePath: string[]): Promise<boolean> {
    return exists(
      this.call(({ namespace }) => namespace.namespaceExists({ id: this.absolutePath(namespacePath) })),
    );
  }

  /** Whether a table exists; in a namespace that does not exist there is none. */
  async tableExists(name: string, namespacePath: string[] = []): Promise<boolean> {
    return exists(
      this.call(({ namespace }) =>
        namespace.tableExists({ id: this.absolutePath(tablePath(name, namespacePath)) }),
      ),
    );
  }

  /** Where a table is, its properties, and what the options ask for. */
  async describeTable(
    name: string,
    namespacePath: string[] = [],
    options: DescribeTableOptions = {},
  ): Promise<TableDescription> {
    const request = toDescribeRequest(this.absolutePath(tablePath(name, namespacePath)), options);
    return toTableDescription(await this.call(({ namespace }) => namespace.describeTable(request)));
  }

  /** Reserves a name and a location for a table that is written later, by `createTable` or by something else. */
  async declareTable(
    name: string,
    namespacePath: string[] = [],
    options: DeclareTableOptions = {},
  ): Promise<TableDescription> {
    const request = toDeclareRequest(this.absolutePath(tablePath(name, namespacePath)), options);
    return toTableDescription(await this.call(({ namespace }) => namespace.declareTable(request)));
  }

  /** Gives a name to a table that lies at a location already. */
  async registerTable(
    name: string,
    location: string,
    namespacePath: string[] = [],
    options: RegisterTableOptions = {},
  ): Promise<TableDescription> {
    const request = toRegisterRequest(this.absolutePath(tablePath(name, namespacePath)), location, options);
    return toTableDescription(await this.call(({ namespace }) => namespace.registerTable(request)));
  }

  /** Takes a table's name out of the catalog and leaves its data where it is. */
  async deregisterTable(name: string, namespacePath: string[] = []): Promise<TableDescription> {
    return toTableDescription(
      await this.call(({ namespace }) =>
        namespace.deregisterTable({ id: this.absolutePath(tablePath(name, namespacePath)) }),
      ),
    );
  }
}
