import { afterAll, afterEach, beforeAll, inject } from "vitest";
import { type Explorer, noBrowser, useExplorer } from "./page.ts";
import { type Proxy, startProxy } from "./proxy.ts";

/** A page of the explorer behind a proxy, in front of the server with the sample. Each test begins without rules. */
export function useProxiedExplorer(): { readonly explorer: Explorer; readonly proxy: Proxy } {
  let proxy: Proxy;
  beforeAll(async () => {
    if (!noBrowser) proxy = await startProxy(inject("catalog"));
  });
  const explorer = useExplorer(() => proxy.address);
  afterEach(() => {
    proxy.reset();
    proxy.target = inject("catalog");
  });
  afterAll(() => proxy?.close());
  return {
    explorer,
    get proxy() {
      return proxy;
    },
  };
}
