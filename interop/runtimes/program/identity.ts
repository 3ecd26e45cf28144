import { RestNamespace } from "@lancetree/rest-client";
import { assertEqual, assertError } from "./checks.ts";
import type { Step } from "./step.ts";

/** Credentials and headers of calls. */
export const identitySteps: readonly Step[] = [
  {
    name: "API keys",
    metadata: true,
    async run({ settings: { uri, apiKey } }) {
      const strangers = [new RestNamespace({ uri }), new RestNamespace({ uri, apiKey: `${apiKey}x` })];
      for (const stranger of strangers) {
        await assertError(stranger.listNamespaces({ id: [] }), "UnauthenticatedError", 16);
      }
      const known = new RestNamespace({ uri, apiKey });
      const { namespaces } = await known.listNamespaces({ id: [] });
      assertEqual(Array.isArray(namespaces), true, "a list of namespaces");
      await known.describeNamespace({ id: [], identity: { api_key: apiKey } });
      return "none and a wrong one are refused";
    },
  },
  {
    name: "headers from an async function",
    metadata: true,
    async run({ settings: { uri, apiKey } }) {
      let calls = 0;
      const catalog = new RestNamespace({
        uri,
        async headers() {
          calls++;
          await Promise.resolve();
          return { "x-api-key": calls === 1 ? "outdated" : apiKey };
        },
      });
      await assertError(catalog.namespaceExists({ id: [] }), "UnauthenticatedError", 16);
      await catalog.namespaceExists({ id: [] });
      await catalog.namespaceExists({ id: [] });
      assertEqual(calls, 3, "calls of the function");
      return "called for every request";
    },
  },
];
