/** A process with our server, over our catalog in the folder that is its argument. */
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { serve } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { reportUsage } from "./report-usage.ts";

const namespace = withTables(new DirectoryNamespace({ root: process.argv[2] ?? "" }));
reportUsage((await serve(namespace, { port: 0 })).url);
