/** A process with Lancetree's server over the federated databases of the documentation, and the second server for one of them. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { loadFederation } from "@lancetree/federation";
import { serve as serveNamespace } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { serve } from "./serve-functions.ts";

export interface FederationMethods {
  /**
   * Serves the sample of the documentation and resolves with the address.
   *
   * @param folder - for the configuration and the second server's tables
   * @param storageOptions - of a server with a bucket `lancetree`
   */
  serve(folder: string, storageOptions: Readonly<Record<string, string>>): Promise<string>;
  /** The headers of all requests to the second server since the last call, with names in lower case. */
  received(): Readonly<Record<string, string>>[];
}

const received: Readonly<Record<string, string>>[] = [];

const methods: FederationMethods = {
  async serve(folder, storageOptions) {
    const far = withTables(new DirectoryNamespace({ root: join(folder, "second-server") }));
    const upstream = await serveNamespace(far, {
      port: 0,
      authenticate({ headers }) {
        received.push(Object.fromEntries(headers));
        return { name: "federation" };
      },
    });
    const file = join(folder, "federation.toml");
    await mkdir(folder, { recursive: true });
    await writeFile(file, sample(storageOptions, upstream.url));
    const federation = await loadFederation(file);
    return (await serveNamespace(federation.choose, { port: 0 })).url;
  },
  received: () => received.splice(0),
};

/** The documentation's sample with another bucket and other addresses. */
function sample(storageOptions: Readonly<Record<string, string>>, upstream: string): string {
  return `
[federated_dbs.federated_dir_test]
ns_impl = "dir"
root = "s3://lancetree/dir"
"storage.region" = "${storageOptions["region"]}"
"storage.endpoint" = "${storageOptions["endpoint"]}"
"storage.access_key_id" = "${storageOptions["aws_access_key_id"]}"
"storage.secret_access_key" = "${storageOptions["aws_secret_access_key"]}"
"storage.allow_http" = "true"
"storage.expires_at_millis" = "4102444800000"

[federated_dbs.federated_rest_test]
ns_impl = "rest"
uri = "${upstream}"
forward_header_prefixes = ["X-forward"]
`;
}

serve({ ...methods });
