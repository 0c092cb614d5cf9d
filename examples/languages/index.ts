import { ComputeService } from "pulumi-fastly-compute";

// Each directory is a Compute project with a fastly.toml of its own; they are built side by side.
const directories = ["assemblyscript", "go", "prebuilt", "rust"];

export const urls = directories.map((directory) => new ComputeService(directory, { directory }).url);
