import { removeProjects } from "../support/project";
import "./npmPackages";
import "./pluginProcess";
import "./realPulumi";

// All tests of what is published are in one file, so that they share what is packed and installed.
after(removeProjects);
