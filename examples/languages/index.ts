import { ComputeService } from "pulumi-fastly-compute";

// Each directory is a Compute project with its own fastly.toml. The component builds them in parallel.
const directories = ["assemblyscript", "go", "prebuilt", "rust"];

export const urls = directories.map((directory) => new ComputeService(directory, { directory }).url);
