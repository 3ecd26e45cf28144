/** A running object store, with one bucket for tests. */
export interface StoreServer extends AsyncDisposable {
  /** The root of the bucket: `s3://lancetree`. */
  readonly bucket: string;
  /** LanceDB's storage options for this server. */
  readonly storageOptions: Readonly<Record<string, string>>;
}
