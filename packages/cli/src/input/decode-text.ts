import iconv from "iconv-lite";
import { usageError } from "../errors/cli-error.ts";
import { didYouMean } from "../suggestion.ts";
import { invalidFile } from "./invalid-file.ts";

/** Names that iconv-lite accepts although they are not encodings of text files. */
const notTextEncodings = ["base64", "hex", "binary"];
const suggested = [
  "utf-8",
  "utf-16",
  "windows-1252",
  "latin1",
  "iso-8859-15",
  "macroman",
  "cp437",
  "shift_jis",
  "gbk",
];

/**
 * Checks the name of an encoding.
 *
 * @throws a usage error for one that is not known
 */
export function checkEncoding(name: string): void {
  if (iconv.encodingExists(name) && !notTextEncodings.includes(name.toLowerCase())) return;
  throw usageError(`There is no encoding "${name}".`, didYouMean(name.toLowerCase(), suggested));
}

/**
 * Decodes a file chunk by chunk. Without the name of an encoding, the file is read as UTF-8 or by its byte order
 * mark. Rejects for bytes that are invalid in the encoding; the error names their line.
 */
export async function* decodeText(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
): AsyncGenerator<string> {
  for await (const { text } of decoded(file, bytes, encoding)) if (text !== "") yield text;
}

/** As {@link decodeText}, as UTF-8; bytes that are UTF-8 already are passed on unchanged. */
export async function* toUtf8(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const { text, chunk } of decoded(file, bytes, encoding)) {
    if (chunk === undefined) yield Buffer.from(text);
    else yield isFirst && startsWith(chunk, utf8Bom) ? chunk.subarray(utf8Bom.length) : chunk;
    isFirst = false;
  }
}

interface Decoded {
  readonly text: string;
  /** The bytes that were read, where they are in UTF-8. */
  readonly chunk?: Uint8Array | undefined;
}

async function* decoded(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
): AsyncGenerator<Decoded> {
  let decoder: ReturnType<typeof decoderFor> | undefined;
  let line = 1;
  for await (const chunk of bytes) {
    decoder ??= decoderFor(file, chunk, encoding);
    if (decoder.isUtf8) refuseZeroBytes(file, chunk, line);
    const text = decoder.decode(chunk, line);
    line += count(text, "\n");
    yield { text, ...(decoder.isUtf8 && { chunk }) };
  }
  const rest = decoder?.decode(undefined, line) ?? "";
  if (rest !== "") yield { text: rest };
}

/**
 * Decodes the next chunk, or the remaining bytes when there is no further chunk. @param line the line that the chunk
 * begins in
 */
type Decoder = (chunk: Uint8Array | undefined, line: number) => string;

const utf8Bom: readonly number[] = [0xef, 0xbb, 0xbf];

/** Longer marks first: that of UTF-32 begins with that of UTF-16. */
const byteOrderMarks: readonly (readonly [string, readonly number[]])[] = [
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-8", utf8Bom],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

function decoderFor(
  file: string,
  head: Uint8Array,
  requested: string | undefined,
): { readonly isUtf8: boolean; readonly decode: Decoder } {
  const detected = byteOrderMarks.find(([, prefix]) => startsWith(head, prefix))?.[0];
  const name = normalName(requested, detected);
  const decode = ["utf-8", "utf-16le", "utf-16be"].includes(name)
    ? strictDecoder(file, name)
    : tableDecoder(file, name);
  let isFirst = true;
  return {
    isUtf8: name === "utf-8",
    decode: (chunk, line) => {
      const text = decode(chunk, line);
      const start = isFirst && text.startsWith("\ufeff") ? 1 : 0;
      if (text !== "") isFirst = false;
      return text.slice(start);
    },
  };
}

function startsWith(bytes: Uint8Array, begin: readonly number[]): boolean {
  return begin.every((byte, index) => bytes[index] === byte);
}

function normalName(requested: string | undefined, detected: string | undefined): string {
  if (requested === undefined) return detected ?? "utf-8";
  const name = requested.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (name === "utf8") return "utf-8";
  if (name === "utf16") return detected?.startsWith("utf-16") ? detected : "utf-16le";
  if (name === "utf16le" || name === "ucs2") return "utf-16le";
  return name === "utf16be" ? "utf-16be" : requested;
}

/** English text in UTF-16 without a byte order mark is valid UTF-8 with zero bytes, which readers interpret differently. */
function refuseZeroBytes(file: string, chunk: Uint8Array, firstLine: number): void {
  const at = chunk.indexOf(0);
  if (at < 0) return;
  const line = firstLine + chunk.subarray(0, at).filter((byte) => byte === 10).length;
  throw invalidFile(
    file,
    `line ${line} contains a zero byte, so it is not UTF-8 text.`,
    undefined,
    "if it is UTF-16, add --encoding utf-16le or utf-16be; nothing was changed",
  );
}

function strictDecoder(file: string, name: string): Decoder {
  const decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true });
  // A character at the end of a chunk may continue in the next one.
  let before: Uint8Array = new Uint8Array();
  return (chunk, line) => {
    try {
      const text = decoder.decode(chunk, { stream: chunk !== undefined });
      before = chunk?.slice(-3) ?? before;
      return text;
    } catch (cause) {
      const [bad, byte] = name === "utf-8" ? findBadByte(before, chunk ?? new Uint8Array()) : [0, undefined];
      const what = byte === undefined ? "" : `: it contains the byte 0x${byte.toString(16)}`;
      throw invalidFile(file, `line ${line + bad} is not ${name.toUpperCase()}${what}.`, cause, encodingHint);
    }
  };
}

const encodingHint =
  "if it comes from Excel or an old export, add --encoding windows-1252, or the name of its encoding; nothing was changed";

/** The number of valid lines in a chunk, and the first byte of the next line that is not UTF-8. */
function findBadByte(before: Uint8Array, chunk: Uint8Array): [lines: number, byte: number | undefined] {
  const carried = incompleteEnd(before);
  const all = Buffer.concat([carried, chunk]);
  for (let [start, lines] = [0, 0]; ; lines += 1) {
    const end = all.indexOf(10, start);
    const one = all.subarray(start, end < 0 ? all.length : end);
    const bad = firstInvalidIndex(one);
    if (bad !== undefined) return [lines, one[bad]];
    if (end < 0) return [lines, undefined];
    start = end + 1;
  }
}

/** The number of bytes of an incomplete character at the end. */
function incompleteEnd(bytes: Uint8Array): Uint8Array {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const first = bytes[bytes.length - length] ?? 0;
    if (first < 0x80) break;
    if (first < 0xc0) continue;
    const needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    return needed > length ? bytes.subarray(bytes.length - length) : new Uint8Array();
  }
  return new Uint8Array();
}

/** The index of the first byte of a line that is not valid UTF-8. */
function firstInvalidIndex(line: Uint8Array): number | undefined {
  let at = 0;
  while (at < line.length) {
    const first = line[at] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    try {
      strict.decode(line.subarray(at, at + length));
    } catch {
      return at;
    }
    at += length;
  }
  return undefined;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Decodes the other encodings. Invalid bytes become U+FFFD, which none of these encodings contains. */
function tableDecoder(file: string, name: string): Decoder {
  const decoder = iconv.getDecoder(name, { stripBOM: false });
  return (chunk, line) => {
    const text = chunk ? decoder.write(Buffer.from(chunk)) : (decoder.end() ?? "");
    const at = text.indexOf("\ufffd");
    if (at < 0) return text;
    throw invalidFile(
      file,
      `line ${line + count(text.slice(0, at), "\n")} contains bytes that are invalid in ${name}.`,
      undefined,
      "pass another --encoding; nothing was changed",
    );
  };
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}
