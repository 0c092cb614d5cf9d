import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "pulumi-fastly-compute";

/** The files of a directory by their paths in it, as texts. */
function filesIn(directory: string): Record<string, string> {
  const found = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const key = (file: string) => file.slice(directory.length + 1).replaceAll("\\", "/");
  return Object.fromEntries(found.map((file) => [key(file), readFileSync(file, "utf8")]));
}

const edge = new ComputeService("edge", {
  directory: "./app",
  // A service of its own for each stack, whose id is kept in app/fastly.<stack>.toml.
  environment: pulumi.getStack(),
  // The app does not depend on the site, so that a page which changes is no reason to build.
  build: { inputs: ["!../public/**"] },
  // Files change without a new version of the service. Images and the like, which are no texts: see `kvStores` `file`.
  kvStores: { site: { items: filesIn(join(__dirname, "public")) } },
});

export const url = edge.url;
export const serviceId = edge.serviceId;
