import { catalogOptions } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { asUsageError } from "../errors/as-usage-error.ts";
import { openInBrowser } from "../open-in-browser.ts";
import { isSet, portValue } from "../option-values.ts";
import { untilAborted } from "../until-aborted.ts";

/** Shows a catalog in a browser until it receives SIGINT or SIGTERM. */
export const uiCommand: Command = {
  name: "ui",
  summary: "show a catalog in a browser",
  description:
    "Opens the explorer, a page that shows the catalog, in a browser. A server on this machine serves it to that browser alone, until Ctrl-C ends it. The printed link is valid once; after its use, another one is printed. With --uri, the server passes calls on to the REST catalog, with the API key and the headers of the profile.",
  positionals: [],
  options: {
    sample: { type: "boolean", summary: "create a sample catalog in a temporary folder, and show it" },
    "no-open": { type: "boolean", summary: "only print the link" },
    port: { type: "string", value: "PORT", summary: "the port to listen on; by default a free one" },
    ...catalogOptions,
  },
  examples: [
    { line: "lancetree ui --sample --no-open", summary: "try it without a catalog" },
    { line: "lancetree ui --no-open", summary: "print a link to the catalog" },
  ],
  gracefulShutdown: true,
  async run(context) {
    const { values, output, signal } = context;
    const port = portValue(values, 0);
    await using catalog = isSet(values, "sample")
      ? await (await import("../sample/open-sample.ts")).openSample(context)
      : await openCatalog(context);
    // Loaded here, so that the help stays fast.
    const [{ isServerOptionError, startServer }, { explorerHandler }] = await Promise.all([
      import("@lancetree/server"),
      import("@lancetree/explorer"),
    ]);
    let isFirst = true;
    const onLink = (link: string): void => {
      if (isFirst && !isSet(values, "no-open")) openInBrowser(link);
      void output.line(isFirst ? link : `For another browser: ${link}`);
      isFirst = false;
    };
    const server = await startServer({
      source: { namespace: catalog.namespace },
      port,
      links: { page: (basePath) => explorerHandler({ basePath }), onLink },
      log: (message) => output.error(message),
    }).catch((error: unknown) => {
      throw isServerOptionError(error) ? asUsageError(error, { hint: "choose another --port" }) : error;
    });
    await untilAborted(signal);
    await server.close();
  },
};
