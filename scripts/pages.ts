/** Writes the pages that are generated from the repository: the capability matrix, the package diagrams, the list of decisions. */
import { recordedMatrix } from "./capability-matrix.ts";
import { decisionIndex } from "./decision-index.ts";
import { writePart } from "./generated-part.ts";
import { fullDiagram, readDependencies, shortDiagram } from "./package-diagram.ts";
import { readTree } from "./repository-rules/tree.ts";

const dependencies = readDependencies();
writePart("docs/capabilities.md", "capability matrix", recordedMatrix());
writePart("docs/architecture.md", "diagram", fullDiagram(dependencies));
writePart("README.md", "diagram", shortDiagram(dependencies, ["demo"]));
writePart("docs/decisions/README.md", "decisions", decisionIndex(readTree()));
