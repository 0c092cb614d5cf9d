import { removeProjects } from "../support/project";
import "./npmPackages";
import "./pluginProcess";
import "./realPulumi";

// All tests of published packages are in one file, so that they share the packed and installed packages.
after(removeProjects);
