import { statSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { livePackage } from "../live/livePackage";
import { type Manifest, removeServiceId } from "../manifest";
import { archivePath, makePackage, type Package } from "../package";
import { chosenBy } from "../package/choice";
import { ExistingService } from "../plan/args";
import type { Deployment } from "../plan/deployment";
import { fromProgram } from "../plan/project";
import { failUnder } from "../pulumi/failure";
import { resourceHook, withHooks } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";
import { pathForProvider } from "./providerPath";
import { type Rollback, rollbackOf } from "./rollback";

/** The package as the service resource takes it. */
export interface ServicePackage {
  /** As the provider finds it: known also when the preview does not build. */
  filename: pulumi.Output<string>;
  filesHash: pulumi.Output<string>;
  /** Bytes of the archive; undefined when the preview does not build and there is none. */
  size: pulumi.Output<number | undefined>;
  /** What it was made from, for the version's comment; undefined when it was not built from sources. */
  sources: pulumi.Output<string | undefined>;
  /** Rejected when there is none; a preview that was told not to build has one. */
  made: Promise<unknown>;
  /** Refuse to deploy it to a service that it is not of, or without it. */
  hooks: pulumi.ResourceHookBinding | undefined;
  /** Refuse to make or change anything without it. */
  needed: pulumi.ResourceHookBinding | undefined;
}

/** Builds and packs the project, in preview too: what is previewed is what is deployed. */
export function packageProject(deployment: Deployment): ServicePackage {
  const { project, component } = deployment;
  tellOwnArtefact(deployment);
  const rollback = rollbackOf(deployment);
  const lack = tolerated(deployment);
  // One promise for both, so that a failed build is one error.
  const known = makeOrRestore(deployment, rollback).then(
    async (pkg) => ({
      filename:
        pkg === undefined || pkg.isLive
          ? fromProgram(pkg?.path ?? archivePath(project.directory, project.packageName))
          : await pathForProvider(pkg, deployment),
      filesHash: pkg?.filesHash ?? UNKNOWN_HASH,
      size: pkg && (statSync(pkg.path, { throwIfNoEntry: false })?.size ?? pkg.size),
      sources: pkg?.sources,
      isLive: pkg?.isLive ?? false,
    }),
    (error: unknown) => lack?.of(error) ?? failUnder(component, error),
  );
  const { filename, filesHash, size, sources } = pulumi.output(known);
  const needed = lack?.hooks;
  const hooks = withHooks(withHooks(rollback?.hooks, needed), refuseToUpload(deployment, known));
  return { filename, filesHash, size, sources, made: known.then(() => true), hooks, needed };
}

/**
 * A destroy that runs the program, as it has to with `removeServiceId`, needs no package, which a machine without the
 * toolchain cannot make. Only hooks tell it from an `up`: it calls none of those that come before a change, so that the
 * error of a build waits for one.
 */
function tolerated({ name, args, project }: Deployment) {
  if (args.removeServiceId !== true || isMocked()) {
    return undefined;
  }
  let lack: ComputeError | undefined;
  const hook = resourceHook(
    `${name}-package`,
    () => {
      if (lack !== undefined) {
        throw lack;
      }
    },
    { onDryRun: true },
  );
  return {
    /** What stands for the package that was not made; undefined for an error that is a defect. */
    of(error: unknown) {
      if (!(error instanceof ComputeError)) {
        return undefined;
      }
      lack = error;
      const filename = fromProgram(archivePath(project.directory, project.packageName));
      return { filename, filesHash: "there is no package", size: undefined, sources: undefined, isLive: false };
    },
    hooks: { beforeCreate: [hook], beforeUpdate: [hook] },
  };
}

/** Says, in preview already, that a package which is live and was not built here cannot be uploaded. */
function refuseToUpload(
  { name, project, args }: Deployment,
  known: Promise<{ filename: string; filesHash: string; isLive: boolean }>,
): pulumi.ResourceHookBinding | undefined {
  if (isMocked() || chosenBy(args.package).length > 0) {
    return undefined;
  }
  const refuse = async ({ oldInputs, newInputs }: pulumi.ResourceHookArgs) => {
    const { filename, isLive } = await known;
    const packageIn = (inputs: unknown) => {
      const { package: pkg } = (inputs ?? {}) as { package?: { filename?: unknown; sourceCodeHash?: unknown } };
      return `${pkg?.filename} ${pkg?.sourceCodeHash}`;
    };
    if (isLive && packageIn(oldInputs) !== packageIn(newInputs)) {
      throw new ComputeError(
        `The package of ${project.base.file} has to be uploaded, but ${filename} was not built: what is live was made from the same sources`,
        "Build it once: set [build.cache] to false for this run.",
      );
    }
  };
  const hook = [resourceHook(`${name}-package-is-here`, refuse, { onDryRun: true })];
  return { beforeCreate: hook, beforeUpdate: hook };
}

/** What decides about the build, by its key in the manifest. */
const BUILD_KEYS: [key: string, of: (manifest: Manifest) => unknown][] = [
  ["language", ({ language }) => language],
  ["scripts.build", ({ scripts }) => scripts.build],
  ["scripts.post_build", ({ scripts }) => scripts.postBuild],
  ["scripts.env_vars", ({ scripts }) => scripts.envVars.join("\n")],
  ["scripts.env_file", ({ scripts }) => scripts.envFile],
];

/** All environments share one package, so that what was tested can be promoted, unless one of them builds another. */
function tellOwnArtefact({ project, args, component }: Deployment): void {
  const { base, manifest, environmentManifest } = project;
  const isBuilt = chosenBy(args.package).length === 0;
  const changed = BUILD_KEYS.filter(([, of]) => of(base) !== of(manifest)).map(([key]) => `"${key}"`);
  if (pulumi.runtime.isDryRun() && isBuilt && changed.length > 0) {
    void pulumi.log.info(
      `${environmentManifest?.file} changes ${changed.join(" and ")}: its package is another artefact than that of ${base.file}, and cannot be promoted to or from other environments.`,
      component,
    );
  }
}

async function makeOrRestore(deployment: Deployment, rollback: Rollback | undefined): Promise<Package | undefined> {
  const { project, args, component, activation } = deployment;
  const { base, manifest } = project;
  // What is adopted, or has no part in what is live, is uploaded.
  const mayBeLive = args.existingService !== ExistingService.Adopt && activation.activate && !isMocked();
  const fromHash = rollback === undefined ? args.package?.fromHash : await rollback.filesHash();
  return makePackage({
    directory: project.directory,
    name: project.packageName,
    language: manifest.language,
    scripts: manifest.scripts,
    manifestText: removeServiceId(base.text),
    manifestName: base.file,
    build: args.build,
    package: fromHash === undefined ? args.package : { ...args.package, fromHash },
    preview: pulumi.runtime.isDryRun(),
    live: mayBeLive ? () => livePackage(deployment) : undefined,
    log: (severity, message, ephemeral) => {
      const log = { debug: pulumi.log.debug, info: pulumi.log.info, warning: pulumi.log.warn }[severity];
      void log(message, component, undefined, ephemeral);
    },
  });
}

/** A preview that was told not to build cannot know; `up` will. */
const UNKNOWN_HASH = pulumi.unknown as unknown as string;
