import { randomNumbers } from "./random.ts";

/** Dimensions of the vectors of sentences. */
export const textDimensions = 32;

/**
 * A vector of a text: the normalized sum of one random vector for each of its words. Sentences with common words are near each other, which is
 * enough for a sample and needs no model.
 */
export function textVector(text: string): Float32Array {
  const sum = new Float32Array(textDimensions);
  for (const word of text.toLowerCase().match(/[a-z]{3,}/g) ?? []) {
    const random = randomNumbers(
      word.split("").reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), 7),
    );
    for (let index = 0; index < textDimensions; index++) sum[index] = (sum[index] ?? 0) + random() - 0.5;
  }
  return normalized(sum);
}

/** A vector of length 1. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
