import { UMAP } from "umap-js";

/** UMAP in a worker: sends the layout from time to time. */
addEventListener("message", ({ data }: MessageEvent<{ vectors: Float32Array; dimension: number }>) => {
  const { vectors, dimension } = data;
  const rows = Array.from({ length: vectors.length / dimension }, (_, row) => [
    ...vectors.subarray(row * dimension, (row + 1) * dimension),
  ]);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(15, rows.length - 1),
    minDist: 0.1,
    random: seeded(),
  });
  const epochs = umap.initializeFit(rows);
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    umap.step();
    if (epoch % 10 === 0 || epoch === epochs) {
      const points = Float32Array.from(umap.getEmbedding().flat());
      postMessage({ points, progress: epoch / epochs });
    }
  }
});

/** The same layout for the same rows. */
function seeded(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x8000_0000;
  };
}
