import type { Index } from "@lancedb/lancedb";
import { type CreateTableIndexRequest, InvalidInputError, UnsupportedError } from "@lancetree/core";
import { lancedb } from "../engine/lancedb.ts";
import { fullTextOptions, fullTextParameters } from "./full-text-index.ts";
import { type IndexParameter, indexParameters, requireParameter } from "./index-parameters.ts";
import { optionalField } from "./optional-field.ts";

/** A kind of index that LanceDB supports. */
export interface IndexKind {
  /** As the spec writes it. */
  readonly name: string;
  readonly isVector: boolean;
  readonly create: (request: CreateTableIndexRequest) => Index;
}

/**
 * The kind of index that a request names; case and `_` do not matter, and `INVERTED` is another name for `FTS`.
 *
 * @throws InvalidInputError for an unknown kind and for a parameter that the kind does not take, UnsupportedError for
 * a kind that only LanceDB for other languages has
 */
export function readIndexKind(request: CreateTableIndexRequest): IndexKind {
  const type: unknown = request.index_type;
  const normal = typeof type === "string" ? type.toUpperCase().replaceAll("_", "") : "";
  const found = kinds.find(({ name, other }) => [name, other].some((known) => squeeze(known) === normal));
  const known = kinds.map(({ name }) => name).join(", ");
  if (!found && kindsElsewhere.some((name) => squeeze(name) === normal)) {
    throw new UnsupportedError(
      `LanceDB for JavaScript cannot build an index of type ${String(type)}; it builds ${known}.`,
    );
  }
  if (!found) throw new InvalidInputError(`Unknown index type "${String(type)}"; allowed: ${known}.`);
  for (const parameter of indexParameters) {
    const value: unknown = request[parameter];
    if (value === undefined || value === null) continue;
    if (parameter === "target_partition_size") {
      throw new UnsupportedError(
        "LanceDB for JavaScript supports num_partitions, not target_partition_size.",
      );
    }
    if (!found.takes.includes(parameter)) {
      throw new InvalidInputError(`An index of type ${found.name} does not take the parameter ${parameter}.`);
    }
    requireParameter(parameter, value);
  }
  return { name: found.name, isVector: found.takes.includes("distance_type"), create: found.create };
}

// Lance has these, and LanceDB for Python builds some of them.
const kindsElsewhere = ["IVF_SQ", "IVF_HNSW_FLAT", "ZONEMAP", "BLOOMFILTER", "NGRAM", "RTREE"];

const ivf: readonly IndexParameter[] = ["distance_type", "num_partitions", "max_iterations", "sample_rate"];
const hnsw: readonly IndexParameter[] = [...ivf, "m", "ef_construction"];

interface KnownKind {
  name: string;
  other?: string;
  takes: readonly IndexParameter[];
  create: (request: CreateTableIndexRequest) => Index;
}

const kinds: readonly KnownKind[] = [
  {
    name: "IVF_FLAT",
    takes: ivf,
    create: (request) =>
      lancedb.Index.ivfFlat({ ...ivfOptions(request), ...distance(request, flatDistances) }),
  },
  {
    name: "IVF_PQ",
    takes: [...ivf, "num_sub_vectors", "num_bits"],
    create: (request) =>
      lancedb.Index.ivfPq({
        ...ivfOptions(request),
        ...distance(request, distances),
        ...optionalField("numSubVectors", request.num_sub_vectors),
        ...optionalField("numBits", request.num_bits),
      }),
  },
  {
    name: "IVF_RQ",
    takes: [...ivf, "num_bits"],
    create: (request) =>
      lancedb.Index.ivfRq({
        ...ivfOptions(request),
        ...distance(request, distances),
        ...optionalField("numBits", request.num_bits),
      }),
  },
  {
    name: "IVF_HNSW_PQ",
    takes: [...hnsw, "num_sub_vectors"],
    create: (request) =>
      lancedb.Index.hnswPq({
        ...hnswOptions(request),
        ...distance(request, distances),
        ...optionalField("numSubVectors", request.num_sub_vectors),
      }),
  },
  {
    name: "IVF_HNSW_SQ",
    takes: hnsw,
    create: (request) => lancedb.Index.hnswSq({ ...hnswOptions(request), ...distance(request, distances) }),
  },
  { name: "BTREE", takes: [], create: () => lancedb.Index.btree() },
  { name: "BITMAP", takes: [], create: () => lancedb.Index.bitmap() },
  { name: "LABEL_LIST", takes: [], create: () => lancedb.Index.labelList() },
  { name: "FM", other: "FM_INDEX", takes: [], create: () => lancedb.Index.fm() },
  {
    name: "FTS",
    other: "INVERTED",
    takes: fullTextParameters,
    create: (request) => lancedb.Index.fts(fullTextOptions(request)),
  },
];

function ivfOptions(request: CreateTableIndexRequest) {
  return {
    ...optionalField("numPartitions", request.num_partitions),
    ...optionalField("maxIterations", request.max_iterations),
    ...optionalField("sampleRate", request.sample_rate),
  };
}

function hnswOptions(request: CreateTableIndexRequest) {
  return {
    ...ivfOptions(request),
    ...optionalField("m", request.m),
    ...optionalField("efConstruction", request.ef_construction),
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

function squeeze(name: string | undefined): string | undefined {
  return name?.replaceAll("_", "");
}
