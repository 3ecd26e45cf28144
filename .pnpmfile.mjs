// What is published offers no "@lancetree/source": that condition exists so that inside the
// workspace every tool reads the sources. See docs/decisions/0001.
export const hooks = {
  beforePacking(manifest) {
    for (const entry of Object.values(manifest.exports ?? {})) {
      delete entry["@lancetree/source"];
    }
    return manifest;
  },
};
