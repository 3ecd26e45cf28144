/** Writes the parts of pages that are generated from recorded facts: the capability matrix and the diagrams of packages. */
import { recordedMatrix } from "./capability-matrix.ts";
import { writePart } from "./generated-part.ts";
import { fullDiagram, readDependencies, shortDiagram } from "./package-diagram.ts";

const dependencies = readDependencies();
writePart("docs/capabilities.md", "capability matrix", recordedMatrix());
writePart("docs/architecture.md", "diagram", fullDiagram(dependencies));
writePart("README.md", "diagram", shortDiagram(dependencies, ["demo"]));
