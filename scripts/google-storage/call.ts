import { StorageFailure } from "./bucket.ts";

/** A request, with its path decoded. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** A response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The failure of a call that this server does not serve. */
export function unknownCall({ method, path }: Call): StorageFailure {
  return new StorageFailure(501, "NotImplemented", `This server does not know ${method} ${path}.`);
}
