/** A new process that loads a library, connects and lists once: the job is its argument, and it prints the times as JSON. */
import { connector } from "../connector.ts";
import { parent } from "../dir/job.ts";
import type { StartJob, StartTimes } from "./job.ts";

const job = JSON.parse(process.argv[2] ?? "") as StartJob;
const start = performance.now();
const connect = await connector(job.library);
const loaded = performance.now();
const db = await connect(job.root);
const { namespaces } = await db.listNamespaces([...parent]);
const listed = performance.now();
if (namespaces.length !== job.namespaces)
  throw new Error(`listed ${namespaces.length} namespaces instead of ${job.namespaces}`);
db.close();
const times: StartTimes = { import: loaded - start, connectAndList: listed - loaded };
process.stdout.write(JSON.stringify(times));
