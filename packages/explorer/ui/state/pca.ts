/**
 * Projects vectors on their two directions of largest variance.
 *
 * @param vectors - all values, one vector after the other
 * @returns x and y of each vector, one after the other
 */
export function project(vectors: Float32Array, dimension: number): Float32Array {
  const count = Math.floor(vectors.length / Math.max(1, dimension));
  const mean = new Float64Array(dimension);
  for (let at = 0; at < count * dimension; at += 1)
    mean[at % dimension] = (mean[at % dimension] ?? 0) + (vectors[at] ?? 0) / count;
  const first = direction(vectors, mean, dimension, count, undefined);
  const second = direction(vectors, mean, dimension, count, first);
  const points = new Float32Array(count * 2);
  for (let row = 0; row < count; row += 1) {
    points[row * 2] = along(vectors, mean, first, row);
    points[row * 2 + 1] = along(vectors, mean, second, row);
  }
  return points;
}

/** Enough for two digits, which a picture shows. */
const rounds = 12;
/** The directions of some thousand vectors are those of all. */
const maxVectors = 4000;

/** The direction of largest variance at a right angle to another one, by power iteration. */
function direction(
  vectors: Float32Array,
  mean: Float64Array,
  dimension: number,
  count: number,
  other: Float64Array | undefined,
): Float64Array {
  const step = Math.max(1, Math.floor(count / maxVectors));
  // Any start will do that is not at a right angle to the result.
  let found = normalized(
    Float64Array.from({ length: dimension }, (_, at) => Math.sin(at * 12.9898 + (other ? 2 : 1)) + 0.01),
    other,
  );
  for (let round = 0; round < rounds; round += 1) {
    const next = new Float64Array(dimension);
    for (let row = 0; row < count; row += step) {
      const length = along(vectors, mean, found, row);
      const start = row * dimension;
      for (let at = 0; at < dimension; at += 1)
        next[at] = (next[at] ?? 0) + length * ((vectors[start + at] ?? 0) - (mean[at] ?? 0));
    }
    found = normalized(next, other);
  }
  return found;
}

function along(vectors: Float32Array, mean: Float64Array, axis: Float64Array, row: number): number {
  let sum = 0;
  const start = row * axis.length;
  for (let at = 0; at < axis.length; at += 1)
    sum += ((vectors[start + at] ?? 0) - (mean[at] ?? 0)) * (axis[at] ?? 0);
  return sum;
}

function normalized(axis: Float64Array, other: Float64Array | undefined): Float64Array {
  if (other) {
    const shared = axis.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
    for (let at = 0; at < axis.length; at += 1) axis[at] = (axis[at] ?? 0) - shared * (other[at] ?? 0);
  }
  const length = Math.hypot(...axis) || 1;
  return axis.map((value) => value / length);
}
