import {
  type CallOptions,
  type DescribeNamespaceRequest,
  type DescribeNamespaceResponse,
  InternalError,
  parseNamespaceId,
  storedId,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";

export async function describeNamespace(
  catalog: Catalog,
  request: DescribeNamespaceRequest,
  options?: CallOptions,
): Promise<DescribeNamespaceResponse> {
  const path = parseNamespaceId(request);
  const snapshot = await catalog.snapshot(options);
  catalog.assertNamespace(snapshot, path);
  const row = snapshot.row(storedId(path));
  if (row?.readable === false) {
    throw new InternalError(
      `The catalog's entry of namespace ${JSON.stringify(path)} is damaged: its metadata is not a JSON object of strings.`,
    );
  }
  return { properties: { ...row?.properties } };
}
