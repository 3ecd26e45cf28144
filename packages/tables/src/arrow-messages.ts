import { InvalidInputError } from "@lancetree/core";

/**
 * Passes on the bytes of an Arrow IPC stream, and checks the description of each message before it lets it through.
 * Arrow believes every length that it finds there: a few wrong bytes would keep it busy for minutes.
 *
 * Rejects with InvalidInput for what is no stream, or stops inside a message.
 */
export async function* checkMessages(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new Input(body);
  let columns: number[] | undefined;
  for (;;) {
    const prefix = await input.take(8);
    // A stream may end without its end marker.
    if (prefix.byteLength === 0) return;
    const { marker, length } = readPrefix(prefix);
    if (marker !== -1 || length < 0 || length > mostMetadata) throw broken();
    yield prefix;
    if (length === 0) return;
    const metadata = await input.take(length);
    if (metadata.byteLength < length) throw broken();
    const message = new Message(metadata);
    const { bodyLength } = message;
    if (message.isSchema) columns = message.checkSchema();
    else if (columns) message.checkBatch(columns);
    else throw broken();
    yield metadata;
    let left = bodyLength;
    while (left > 0) {
      const piece = await input.next(left);
      if (piece.byteLength === 0) throw broken();
      left -= piece.byteLength;
      yield piece;
    }
  }
}

const mostMetadata = 16 * 1024 * 1024;
const mostFields = 10_000;
const deepestField = 64;

function broken(): InvalidInputError {
  return new InvalidInputError("The body is no Arrow IPC stream.");
}

function readPrefix(bytes: Uint8Array): { marker: number; length: number } {
  if (bytes.byteLength < 8) throw broken();
  const view = viewOf(bytes);
  return { marker: view.getInt32(0, true), length: view.getInt32(4, true) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Cuts what comes in pieces of any size into what is asked for. */
class Input {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#source = body[Symbol.asyncIterator]();
  }

  /** At most so many bytes; none at the end. */
  async next(most: number): Promise<Uint8Array> {
    while (this.#held.byteLength === 0) {
      const { value, done } = await this.#source.next();
      if (done) break;
      this.#held = value;
    }
    const piece = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(piece.byteLength);
    return piece;
  }

  /** So many bytes, or fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let left = count; left > 0; ) {
      const piece = await this.next(left);
      if (piece.byteLength === 0) break;
      pieces.push(piece);
      left -= piece.byteLength;
    }
    return Buffer.concat(pieces);
  }
}

/** The description of a message: a flatbuffer, read with its bounds. Numbers of fields are those of Arrow's format. */
class Message {
  readonly #view: DataView;
  readonly #header: number;
  readonly #headerType: number;
  readonly bodyLength: number;

  constructor(metadata: Uint8Array) {
    this.#view = viewOf(metadata);
    const root = this.#indirect(0);
    this.#headerType = this.#view.getUint8(this.#required(root, 1));
    this.#header = this.#indirect(this.#required(root, 2));
    const length = this.#field(root, 3);
    this.#tables(root, 4);
    this.bodyLength = length === undefined ? 0 : this.#long(length);
  }

  get isSchema(): boolean {
    return this.#headerType === 1;
  }

  /** Checks a schema, and answers with the number of nodes that each column has in a batch. */
  checkSchema(): number[] {
    const seen = { fields: 0 };
    this.#tables(this.#header, 2);
    return this.#tables(this.#header, 1).map((field) => this.#checkField(field, seen, 1));
  }

  /** Checks a record batch, or the one of a dictionary. */
  checkBatch(columns: readonly number[]): void {
    if (this.#headerType === 2) {
      this.#checkNodes(this.#indirect(this.#required(this.#header, 1)));
      return;
    }
    if (this.#headerType !== 3) throw broken();
    const { length, nodes } = this.#checkNodes(this.#header);
    let node = 0;
    for (const count of columns) {
      // Arrow would fill up a column that is shorter than its batch.
      if (nodes[node] !== length) throw broken();
      node += count;
    }
    if (node !== nodes.length) throw broken();
  }

  #checkNodes(batch: number): { length: number; nodes: number[] } {
    const at = this.#field(batch, 0);
    const nodes = this.#vector(batch, 1, 16).map((node) => this.#long(node));
    for (const buffer of this.#vector(batch, 2, 16)) {
      if (this.#long(buffer) + this.#long(buffer + 8) > this.bodyLength) throw broken();
    }
    return { length: at === undefined ? 0 : this.#long(at), nodes };
  }

  #checkField(field: number, seen: { fields: number }, depth: number): number {
    seen.fields += 1;
    if (seen.fields > mostFields || depth > deepestField) {
      throw new InvalidInputError(`A schema may have ${mostFields} fields, ${deepestField} levels deep.`);
    }
    this.#tables(field, 6);
    const children = this.#tables(field, 5).map((child) => this.#checkField(child, seen, depth + 1));
    const isDictionary = this.#field(field, 4) !== undefined;
    return isDictionary ? 1 : children.reduce((sum, count) => sum + count, 1);
  }

  #tables(table: number, field: number): number[] {
    return this.#vector(table, field, 4).map((at) => this.#indirect(at));
  }

  /** Where the elements of a vector are. */
  #vector(table: number, field: number, size: number): number[] {
    const at = this.#field(table, field);
    if (at === undefined) return [];
    const start = this.#indirect(at);
    const count = this.#view.getUint32(start, true);
    if (start + 4 + count * size > this.#view.byteLength) throw broken();
    return Array.from({ length: count }, (_, index) => start + 4 + index * size);
  }

  #required(table: number, field: number): number {
    const at = this.#field(table, field);
    if (at === undefined) throw broken();
    return at;
  }

  #field(table: number, field: number): number | undefined {
    const vtable = table - this.#view.getInt32(table, true);
    const slot = 4 + field * 2;
    if (slot + 2 > this.#view.getUint16(vtable, true)) return undefined;
    const offset = this.#view.getUint16(vtable + slot, true);
    return offset === 0 ? undefined : table + offset;
  }

  #indirect(at: number): number {
    return at + this.#view.getUint32(at, true);
  }

  #long(at: number): number {
    const value = this.#view.getBigInt64(at, true);
    if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw broken();
    return Number(value);
  }
}
