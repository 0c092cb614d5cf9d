import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { findManifests, type Manifests } from "../manifest";
import type { ComputeServiceArgs } from "./args";
import { planError } from "./errors";

/** A Compute project on disk: its manifests, and the names derived from them. */
export interface Project extends Manifests {
  /** The directory, as an absolute path. */
  directory: string;
  /** The directory of the program when it made the component. The program may change its directory later. */
  program: string;
  /**
   * The name of the package. It comes from `fastly.toml` where there is one, and so is the same in every environment.
   */
  packageName: string;
  /** The name of the service at Fastly, where no two services can have the same name. */
  serviceName: string;
}

/** Reads the manifest now and not in an `apply`, so that a preview knows every child. */
export function readProject(component: string, args: ComputeServiceArgs): Project {
  if (typeof args?.directory !== "string" || args.directory === "") {
    throw planError("directory-missing", { component });
  }
  const manifests = findManifests(args.directory, args.environment, pulumi.getStack());
  const { base, environment, environmentManifest } = manifests;
  if (base.name === undefined) {
    throw planError("manifest-name-missing", { component, file: base.file });
  }
  if (args.serviceName === "") {
    throw planError("service-name-empty", { component });
  }
  const environmentName =
    environmentManifest?.name ?? (environment === undefined ? base.name : `${base.name}-${environment}`);
  return {
    ...manifests,
    serviceIdFile: resolve(manifests.serviceIdFile),
    directory: resolve(args.directory),
    program: process.cwd(),
    packageName: base.name,
    serviceName: args.serviceName ?? environmentName,
  };
}

/**
 * The path as the program would write it: relative, with forward slashes. It is the same on every machine, by whichever
 * link the directory is reached.
 */
export function fromProgram({ program }: Pick<Project, "program">, path: string): string {
  return relative(withoutLinks(program), withoutLinks(path)).split(sep).join("/");
}

/** The same path with symbolic links resolved, as far as it exists. */
function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(withoutLinks(dirname(path)), basename(path));
  }
}
