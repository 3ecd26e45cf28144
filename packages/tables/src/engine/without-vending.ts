import type { Namespace } from "@lancetree/core";

/** A namespace that is never asked for credentials; all its other members are unchanged. */
export function withoutVending(namespace: Namespace): Namespace {
  const changed: Partial<Namespace> = {
    describeTable: (request, options) =>
      namespace.describeTable({ ...request, vend_credentials: false }, options),
    declareTable: (request, options) =>
      namespace.declareTable({ ...request, vend_credentials: false }, options),
  };
  return new Proxy(namespace, {
    get(target, name) {
      if (Object.hasOwn(changed, name)) return Reflect.get(changed, name);
      const member: unknown = Reflect.get(target, name);
      // The namespace's private fields are not on the proxy.
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
