/** Writes the pages that are generated from the repository: capability matrix, package diagrams, list of decisions, API reports. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiReport } from "./api-report.ts";
import { recordedMatrix } from "./capability-matrix.ts";
import { decisionIndex } from "./decision-index.ts";
import { writePart } from "./generated-part.ts";
import { fullDiagram, readDependencies, shortDiagram } from "./package-diagram.ts";
import { readTree } from "./repository-rules/tree.ts";
import { readPackages, root } from "./workspace.ts";

const dependencies = readDependencies();
writePart("docs/capabilities.md", "capability matrix", recordedMatrix());
writePart("docs/architecture.md", "diagram", fullDiagram(dependencies));
writePart("README.md", "diagram", shortDiagram(dependencies, ["demo"]));
writePart("docs/decisions/README.md", "decisions", decisionIndex(readTree()));
for (const candidate of readPackages("packages")) {
  writeFileSync(join(root, candidate.folder, "api.md"), apiReport(candidate));
}
