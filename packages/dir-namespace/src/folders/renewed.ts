/**
 * A client that is opened again with other options when these are renewed. Each call uses the one whose options are valid when it begins.
 *
 * @typeParam Options - the same object as long as they are not renewed
 */
export class Renewed<Options extends object, Client extends { close(): void }> {
  readonly #options: () => Promise<Options>;
  readonly #open: (options: Options) => Promise<Client>;
  #current: OpenClient<Options, Client> | undefined;
  /** The number of calls that use each client. */
  readonly #users = new Map<OpenClient<Options, Client>, number>();

  constructor(options: () => Promise<Options>, open: (options: Options) => Promise<Client>) {
    this.#options = options;
    this.#open = open;
  }

  async use<T>(call: (client: Client) => Promise<T>): Promise<T> {
    const used = await this.#acquire();
    try {
      return await call(used.client);
    } finally {
      this.#release(used);
    }
  }

  /** Ends the requests of all calls. */
  close(): void {
    this.#current?.client.close();
    this.#current = undefined;
  }

  async #acquire(): Promise<OpenClient<Options, Client>> {
    const options = await this.#options();
    let used = this.#current;
    if (used?.options !== options) {
      const opened = { options, client: await this.#open(options) };
      used = this.#current;
      // Another call may have opened the same client meanwhile.
      if (used?.options === options) opened.client.close();
      else used = this.#replace(opened);
    }
    // Counted before anything else runs: another call could otherwise replace the client and close it.
    this.#users.set(used, (this.#users.get(used) ?? 0) + 1);
    return used;
  }

  #replace(opened: OpenClient<Options, Client>): OpenClient<Options, Client> {
    const previous = this.#current;
    this.#current = opened;
    if (previous !== undefined && !this.#users.has(previous)) previous.client.close();
    return opened;
  }

  /** Closing a client would end the requests of other calls. */
  #release(used: OpenClient<Options, Client>): void {
    const users = (this.#users.get(used) ?? 1) - 1;
    if (users > 0) {
      this.#users.set(used, users);
      return;
    }
    this.#users.delete(used);
    if (used !== this.#current) used.client.close();
  }
}

interface OpenClient<Options, Client> {
  readonly options: Options;
  readonly client: Client;
}
