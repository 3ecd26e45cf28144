import { Index } from "@lancedb/lancedb";
import { type CreateTableIndexRequest, InvalidInputError, UnsupportedError } from "@lancetree/core";

/** A kind of index that LanceDB offers. */
export interface IndexKind {
  /** As the spec writes it. */
  readonly name: string;
  readonly isVector: boolean;
  readonly create: (request: CreateTableIndexRequest) => Index;
}

/**
 * The kind of index that a request names; case and `_` do not matter, and `INVERTED` is another name for `FTS`.
 *
 * @throws InvalidInputError for an unknown kind and for a parameter that the kind does not take
 */
export function readIndexKind(request: CreateTableIndexRequest): IndexKind {
  const type: unknown = request.index_type;
  const normal = typeof type === "string" ? type.toUpperCase().replaceAll("_", "") : "";
  const found = kinds.find(({ name, other }) => [name, other].some((known) => squeeze(known) === normal));
  if (!found) {
    const known = kinds.map(({ name }) => name).join(", ");
    throw new InvalidInputError(`Unknown index type "${String(type)}"; known are ${known}.`);
  }
  for (const parameter of parameters) {
    const value: unknown = request[parameter];
    if (value === undefined || value === null) continue;
    if (parameter === "target_partition_size") {
      throw new UnsupportedError("LanceDB for JavaScript takes num_partitions, not target_partition_size.");
    }
    if (!found.takes.includes(parameter)) {
      throw new InvalidInputError(`An index of type ${found.name} takes no ${parameter}.`);
    }
    requireType(parameter, value);
  }
  return { name: found.name, isVector: found.takes.includes("distance_type"), create: found.create };
}

const numbers = [
  "num_partitions",
  "num_sub_vectors",
  "num_bits",
  "sample_rate",
  "max_iterations",
  "target_partition_size",
  "m",
  "ef_construction",
  "max_token_length",
] as const;
const texts = ["distance_type", "base_tokenizer", "language"] as const;
const switches = ["with_position", "lower_case", "stem", "remove_stop_words", "ascii_folding"] as const;
const parameters = [...numbers, ...texts, ...switches] as const;

type Parameter = (typeof parameters)[number];

const ivf: readonly Parameter[] = ["distance_type", "num_partitions", "max_iterations", "sample_rate"];
const hnsw: readonly Parameter[] = [...ivf, "m", "ef_construction"];
const fullText: readonly Parameter[] = [...switches, "base_tokenizer", "language", "max_token_length"];

interface KnownKind {
  name: string;
  other?: string;
  takes: readonly Parameter[];
  create: (request: CreateTableIndexRequest) => Index;
}

const kinds: readonly KnownKind[] = [
  {
    name: "IVF_FLAT",
    takes: ivf,
    create: (request) => Index.ivfFlat({ ...ivfOptions(request), ...distance(request, flatDistances) }),
  },
  {
    name: "IVF_PQ",
    takes: [...ivf, "num_sub_vectors", "num_bits"],
    create: (request) =>
      Index.ivfPq({
        ...ivfOptions(request),
        ...distance(request, distances),
        ...given("numSubVectors", request.num_sub_vectors),
        ...given("numBits", request.num_bits),
      }),
  },
  {
    name: "IVF_RQ",
    takes: [...ivf, "num_bits"],
    create: (request) =>
      Index.ivfRq({
        ...ivfOptions(request),
        ...distance(request, distances),
        ...given("numBits", request.num_bits),
      }),
  },
  {
    name: "IVF_HNSW_PQ",
    takes: [...hnsw, "num_sub_vectors"],
    create: (request) =>
      Index.hnswPq({
        ...hnswOptions(request),
        ...distance(request, distances),
        ...given("numSubVectors", request.num_sub_vectors),
      }),
  },
  {
    name: "IVF_HNSW_SQ",
    takes: hnsw,
    create: (request) => Index.hnswSq({ ...hnswOptions(request), ...distance(request, distances) }),
  },
  { name: "BTREE", takes: [], create: () => Index.btree() },
  { name: "BITMAP", takes: [], create: () => Index.bitmap() },
  { name: "LABEL_LIST", takes: [], create: () => Index.labelList() },
  { name: "FM", other: "FM_INDEX", takes: [], create: () => Index.fm() },
  { name: "FTS", other: "INVERTED", takes: fullText, create: (request) => Index.fts(ftsOptions(request)) },
];

function ivfOptions(request: CreateTableIndexRequest) {
  return {
    ...given("numPartitions", request.num_partitions),
    ...given("maxIterations", request.max_iterations),
    ...given("sampleRate", request.sample_rate),
  };
}

function hnswOptions(request: CreateTableIndexRequest) {
  return {
    ...ivfOptions(request),
    ...given("m", request.m),
    ...given("efConstruction", request.ef_construction),
  };
}

function ftsOptions(request: CreateTableIndexRequest) {
  const tokenizer = request.base_tokenizer;
  return {
    ...given("withPosition", request.with_position),
    ...(tokenizer && { baseTokenizer: readTokenizer(tokenizer) }),
    ...given("language", request.language),
    ...given("maxTokenLength", request.max_token_length),
    ...given("lowercase", request.lower_case),
    ...given("stem", request.stem),
    ...given("removeStopWords", request.remove_stop_words),
    ...given("asciiFolding", request.ascii_folding),
  };
}

const distances = ["l2", "cosine", "dot"] as const;
const flatDistances = [...distances, "hamming"] as const;

function distance<Known extends string>(
  { distance_type }: CreateTableIndexRequest,
  allowed: readonly Known[],
): { distanceType?: Known } {
  if (!distance_type) return {};
  const distanceType = allowed.find((known) => known === distance_type.toLowerCase());
  if (distanceType) return { distanceType };
  throw new InvalidInputError(
    `Unknown distance type "${distance_type}"; this index takes ${allowed.join(", ")}.`,
  );
}

const tokenizers = ["simple", "whitespace", "raw", "ngram", "icu", "icu/split"] as const;

type Tokenizer = (typeof tokenizers)[number] | `jieba/${string}` | `lindera/${string}`;

function readTokenizer(text: string): Tokenizer {
  const known = tokenizers.find((tokenizer) => tokenizer === text);
  if (known) return known;
  if (isModel(text)) return text;
  throw new InvalidInputError(
    `Unknown base_tokenizer "${text}"; known are ${tokenizers.join(", ")}, jieba/… and lindera/….`,
  );
}

function isModel(text: string): text is `jieba/${string}` | `lindera/${string}` {
  return /^(jieba|lindera)\/./.test(text);
}

/** LanceDB takes absent options, not null ones. */
function given<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { [Key in Name]?: Value } {
  return value === undefined || value === null ? {} : { ...single(name, value) };
}

function single<Name extends string, Value>(name: Name, value: Value): { [Key in Name]?: Value } {
  const entry: { [Key in Name]?: Value } = {};
  entry[name] = value;
  return entry;
}

function requireType(parameter: Parameter, value: unknown): void {
  const isNumber = numbers.some((name) => name === parameter);
  const isText = texts.some((name) => name === parameter);
  if (isNumber) {
    if (Number.isSafeInteger(value) && Number(value) >= 1) return;
    throw new InvalidInputError(`${parameter} must be a whole number of at least 1.`);
  }
  if (typeof value !== (isText ? "string" : "boolean")) {
    throw new InvalidInputError(`${parameter} must be ${isText ? "a text" : "true or false"}.`);
  }
}

function squeeze(name: string | undefined): string | undefined {
  return name?.replaceAll("_", "");
}
