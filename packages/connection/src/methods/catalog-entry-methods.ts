import { exists } from "@lancetree/core";
import type { AbortOptions } from "../options/abort-options.ts";
import { tablePath } from "../options/arguments.ts";

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

/** Methods beyond those of LanceDB's `Connection`: they read and change entries of the catalog without opening a table. */
export abstract class CatalogEntryMethods extends MaterializedViewMethods {
  /** Whether a namespace exists; the root always does. */
  async namespaceExists(namespacePath: string[], { signal }: AbortOptions = {}): Promise<boolean> {
    const request = { id: this.absolutePath(namespacePath) };
    return exists(this.call(signal, ({ namespace }, options) => namespace.namespaceExists(request, options)));
  }

  /** Whether a table exists; false also where its namespace does not exist. */
  async tableExists(
    name: string,
    namespacePath: string[] = [],
    { signal }: AbortOptions = {},
  ): Promise<boolean> {
    const request = { id: this.absolutePath(tablePath(name, namespacePath)) };
    return exists(this.call(signal, ({ namespace }, options) => namespace.tableExists(request, options)));
  }

  /** The location and the properties of a table, and what the options ask for. */
  async describeTable(
    name: string,
    namespacePath: string[] = [],
    { signal, ...description }: DescribeTableOptions & AbortOptions = {},
  ): Promise<TableDescription> {
    const request = toDescribeRequest(this.absolutePath(tablePath(name, namespacePath)), description);
    return toTableDescription(
      await this.call(signal, ({ namespace }, options) => namespace.describeTable(request, options)),
    );
  }

  /** Reserves a name and a location for a table that is written later, by `createTable` or by another program. */
  async declareTable(
    name: string,
    namespacePath: string[] = [],
    { signal, ...declaration }: DeclareTableOptions & AbortOptions = {},
  ): Promise<TableDescription> {
    const request = toDeclareRequest(this.absolutePath(tablePath(name, namespacePath)), declaration);
    return toTableDescription(
      await this.call(signal, ({ namespace }, options) => namespace.declareTable(request, options)),
    );
  }

  /** Gives a name to a table that already exists at a location. */
  async registerTable(
    name: string,
    location: string,
    namespacePath: string[] = [],
    { signal, ...registration }: RegisterTableOptions & AbortOptions = {},
  ): Promise<TableDescription> {
    const path = this.absolutePath(tablePath(name, namespacePath));
    const request = toRegisterRequest(path, location, registration);
    return toTableDescription(
      await this.call(signal, ({ namespace }, options) => namespace.registerTable(request, options)),
    );
  }

  /** Removes a table's name from the catalog and leaves its data where it is. */
  async deregisterTable(
    name: string,
    namespacePath: string[] = [],
    { signal }: AbortOptions = {},
  ): Promise<TableDescription> {
    const request = { id: this.absolutePath(tablePath(name, namespacePath)) };
    return toTableDescription(
      await this.call(signal, ({ namespace }, options) => namespace.deregisterTable(request, options)),
    );
  }
}
