import { existsSync } from "node:fs";
import * as core from "@lancetree/core";

/** A catalog that keeps names and locations in a map and knows nothing of data. The rest is Unsupported. */
export function createMapNamespace(newLocation: () => string): core.Namespace {
  const entries = new Map<string, core.DescribeTableResponse & { kind: core.ObjectKind }>();
  const kindOf: core.KindOf = (path) => entries.get(JSON.stringify(path))?.kind;

  return new (class MapNamespace extends core.BaseNamespace {
    override async createNamespace(request: core.CreateNamespaceRequest, options?: core.CallOptions) {
      options?.signal?.throwIfAborted();
      const { path, mode, properties } = core.parseCreateNamespace(request);
      const outcome = core.resolveCreate(path, "namespace", mode, kindOf);
      const below = `${JSON.stringify(path).slice(0, -1)},`;
      if (outcome === "replace")
        for (const key of entries.keys()) if (key.startsWith(below)) entries.delete(key);
      if (outcome !== "keep") entries.set(JSON.stringify(path), { kind: "namespace", properties });
      return { properties: { ...entries.get(JSON.stringify(path))?.properties } };
    }

    override async declareTable(request: core.DeclareTableRequest, options?: core.CallOptions) {
      options?.signal?.throwIfAborted();
      const { path, properties, location = newLocation() } = core.parseDeclareTable(request);
      core.resolveCreate(path, "table", "create", kindOf);
      entries.set(JSON.stringify(path), { kind: "table", location, properties });
      return { location, properties };
    }

    override async describeTable(request: core.DescribeTableRequest, options?: core.CallOptions) {
      options?.signal?.throwIfAborted();
      core.requireTable(core.parseTableId(request), kindOf);
      const { location = "", properties } = entries.get(JSON.stringify(request.id)) ?? {};
      const isDeclared = !existsSync(`${location}/_versions`);
      return { location, properties: { ...properties }, is_only_declared: isDeclared };
    }

    override async deregisterTable(request: core.DeregisterTableRequest, options?: core.CallOptions) {
      options?.signal?.throwIfAborted();
      core.requireTable(core.parseTableId(request), kindOf);
      const { location = "", properties } = entries.get(JSON.stringify(request.id)) ?? {};
      entries.delete(JSON.stringify(request.id));
      return { id: [...(request.id ?? [])], location, properties: { ...properties } };
    }
  })();
}
