import { nodeChannel } from "../harness/channel.ts";
import type { Program } from "../harness/harness.ts";
import type { Suite } from "../suite.ts";
import { langchainScenario } from "./langchain.ts";
import { mastraScenarios } from "./mastra.ts";
import { plainCodeScenario } from "./plain-code.ts";

const at = "our connection at a namespace, `db.at()`";

/** Libraries and code that know no namespaces, in one. The libraries are left out of the short form: 1 GB to install. */
export function librarySuites(lancedb: string): readonly Suite[] {
  const install = (): Program => ({ name: "lancetree", start: () => nodeChannel("lancetree") });
  return [
    {
      client: "code for LanceDB's `Connection`",
      version: lancedb,
      partner: at,
      scenarios: [plainCodeScenario],
      short: [plainCodeScenario],
      install,
    },
    {
      client: "npm `@langchain/community`, `LanceDB`",
      version: "1.1.29",
      partner: at,
      scenarios: [langchainScenario],
      short: [],
      install,
    },
    {
      client: "npm `@mastra/lance`, `LanceVectorStore`",
      version: "0.3.6",
      partner: `${at}, and our REST server`,
      scenarios: mastraScenarios,
      short: [],
      install,
    },
  ];
}
