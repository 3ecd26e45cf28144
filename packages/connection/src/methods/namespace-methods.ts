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
import { toPage } from "../options/arguments.ts";
import { CatalogEntryMethods } from "./catalog-entry-methods.ts";
import { toNamespaceResponse } from "./namespace-response.ts";

/** The methods of LanceDB's `Connection` for namespaces. */
export abstract class NamespaceMethods extends CatalogEntryMethods {
  override async describeNamespace(namespacePath: string[]): Promise<DescribeNamespaceResponse> {
    const { properties } = await this.call(({ namespace }) =>
      namespace.describeNamespace({
        id: this.absolutePath(namespacePath),
      }),
    );
    return { properties: properties ?? {} };
  }

  /** One page of the namespaces directly inside a namespace; all of them when no limit is given. */
  override async listNamespaces(
    namespacePath: string[] = [],
    options: Partial<ListNamespacesOptions> = {},
  ): Promise<ListNamespacesResponse> {
    const page = await this.call(({ namespace }) =>
      namespace.listNamespaces({
        id: this.absolutePath(namespacePath),
        ...toPage(options),
      }),
    );
    return { namespaces: page.namespaces, ...(page.page_token && { pageToken: page.page_token }) };
  }

  /** Creates a namespace: `create` (default) rejects where it exists, `exist_ok` keeps it, `overwrite` empties it. */
  override async createNamespace(
    namespacePath: string[],
    options: Partial<CreateNamespaceOptions> = {},
  ): Promise<CreateNamespaceResponse> {
    const { mode, properties } = options;
    const request = {
      id: namespacePath,
      ...(mode !== undefined && { mode }),
      ...(properties !== undefined && { properties }),
    };
    // The root of a part is a root: it is neither created nor replaced from inside.
    if (this.rootPath.length > 0 && parseCreateNamespace(request).path.length === 0)
      return this.describeNamespace([]);
    const answer = await this.call(({ namespace }) =>
      namespace.createNamespace({ ...request, id: this.absolutePath(namespacePath) }),
    );
    return toNamespaceResponse(answer);
  }

  /** Drops a namespace: `skip` accepts a missing one, `cascade` drops what is inside. */
  override async dropNamespace(
    namespacePath: string[],
    options: Partial<DropNamespaceOptions> = {},
  ): Promise<DropNamespaceResponse> {
    const { mode, behavior } = options;
    const request = {
      id: namespacePath,
      ...(mode !== undefined && { mode }),
      ...(behavior !== undefined && { behavior }),
    };
    if (this.rootPath.length > 0) parseDropNamespace(request);
    const answer = await this.call(({ namespace }) =>
      namespace.dropNamespace({ ...request, id: this.absolutePath(namespacePath) }),
    );
    return toNamespaceResponse(answer);
  }
}
