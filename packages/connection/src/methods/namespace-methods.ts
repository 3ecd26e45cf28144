import type {
  CreateNamespaceOptions,
  CreateNamespaceResponse,
  DescribeNamespaceResponse,
  DropNamespaceOptions,
  DropNamespaceResponse,
  ListNamespacesOptions,
  ListNamespacesResponse,
} from "@lancedb/lancedb";
import { parseCreateNamespace, parseDropNamespace } from "@lancetree/core";
import type { AbortOptions } from "../options/abort-options.ts";
import { toPage } from "../options/arguments.ts";
import { CatalogEntryMethods } from "./catalog-entry-methods.ts";
import { toNamespaceResponse } from "./namespace-response.ts";

/** The methods of LanceDB's `Connection` for namespaces. */
export abstract class NamespaceMethods extends CatalogEntryMethods {
  /** The properties of a namespace. */
  override async describeNamespace(
    namespacePath: string[],
    { signal }: AbortOptions = {},
  ): Promise<DescribeNamespaceResponse> {
    const request = { id: this.absolutePath(namespacePath) };
    const { properties } = await this.call(signal, ({ namespace }, options) =>
      namespace.describeNamespace(request, options),
    );
    return { properties: properties ?? {} };
  }

  /** One page of the namespaces directly inside a namespace; all of them when no limit is given. */
  override async listNamespaces(
    namespacePath: string[] = [],
    { signal, ...pageOptions }: Partial<ListNamespacesOptions> & AbortOptions = {},
  ): Promise<ListNamespacesResponse> {
    const request = { id: this.absolutePath(namespacePath), ...toPage(pageOptions) };
    const page = await this.call(signal, ({ namespace }, options) =>
      namespace.listNamespaces(request, options),
    );
    return { namespaces: page.namespaces, ...(page.page_token && { pageToken: page.page_token }) };
  }

  /** Creates a namespace: `create` (default) rejects where it exists, `exist_ok` keeps it, `overwrite` empties it. */
  override async createNamespace(
    namespacePath: string[],
    { signal, mode, properties }: Partial<CreateNamespaceOptions> & AbortOptions = {},
  ): Promise<CreateNamespaceResponse> {
    const request = {
      id: namespacePath,
      ...(mode !== undefined && { mode }),
      ...(properties !== undefined && { properties }),
    };
    // The root of this connection is a root: it is neither created nor replaced from inside.
    if (this.rootPath.length > 0 && parseCreateNamespace(request).path.length === 0) {
      return this.describeNamespace([], { signal });
    }
    const response = await this.call(signal, ({ namespace }, options) =>
      namespace.createNamespace({ ...request, id: this.absolutePath(namespacePath) }, options),
    );
    return toNamespaceResponse(response);
  }

  /** Drops a namespace: `skip` accepts a missing one, `cascade` drops everything inside. */
  override async dropNamespace(
    namespacePath: string[],
    { signal, mode, behavior }: Partial<DropNamespaceOptions> & AbortOptions = {},
  ): Promise<DropNamespaceResponse> {
    const request = {
      id: namespacePath,
      ...(mode !== undefined && { mode }),
      ...(behavior !== undefined && { behavior }),
    };
    if (this.rootPath.length > 0) parseDropNamespace(request);
    const response = await this.call(signal, ({ namespace }, options) =>
      namespace.dropNamespace({ ...request, id: this.absolutePath(namespacePath) }, options),
    );
    return toNamespaceResponse(response);
  }
}
