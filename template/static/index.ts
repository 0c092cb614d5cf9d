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
  // Each stack has its own service. app/fastly.<stack>.toml has its id.
  environment: pulumi.getStack(),
  // The app does not depend on the site, so a changed page does not start a build.
  build: { inputs: ["!../public/**"] },
  // Files change without a new version of the service. For images and other binary files, see `file` of `kvStores`.
  kvStores: { site: { items: filesIn(join(__dirname, "public")) } },
});

export const url = edge.url;
export const serviceId = edge.serviceId;
