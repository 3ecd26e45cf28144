import { join } from "node:path";
import { defineConfig } from "vite";

/** Builds `ui/` into files that name each other relatively, so that they work below any path. */
export default defineConfig({
  root: join(import.meta.dirname, "ui"),
  base: "./",
  resolve: { conditions: ["@lancetree/source", "browser", "module", "import", "default"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist/ui",
    // It is outside of `root`.
    emptyOutDir: true,
    target: "es2022",
    // The page's policy allows no `data:` scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  logLevel: "warn",
});
