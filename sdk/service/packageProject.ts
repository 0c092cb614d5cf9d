import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import type { Upload } from "../checks/upload";
import { ComputeError } from "../errors";
import type { PackageSources } from "../fastly/versionComment";
import { livePackage } from "../live/livePackage";
import { liveWith } from "../live/liveService";
import { type Manifest, removeServiceId } from "../manifest";
import { archiveFilesHash, archivePath, makePackage, type Package } from "../package";
import { chosenBy } from "../package/choice";
import { ExistingService } from "../plan/args";
import type { Deployment } from "../plan/deployment";
import { failUnder } from "../pulumi/failure";
import { before, type Step } from "../pulumi/hooks";
import { operation } from "../pulumi/operation";
import { statSync } from "../system/stats";
import { packageFile, pathForProvider } from "./providerPath";
import { type Rollback, rollbackTo } from "./rollback";
import { runChecks } from "./runChecks";

/** The package in the form that the service resource takes. */
export interface ServicePackage {
  /** The path by which the provider finds it. Known even when the preview does not build. */
  filename: pulumi.Output<string>;
  filesHash: pulumi.Output<string>;
  /** The size of the archive in bytes. Undefined when the preview does not build and there is none. */
  size: pulumi.Output<number | undefined>;
  /** What it was made from, for the version's comment. Undefined when it was not built from sources. */
  sources: pulumi.Output<PackageSources | undefined>;
  /** Rejected when there is no package. A preview that was told not to build counts as having one. */
  made: Promise<unknown>;
  /** Refuse to deploy a package that belongs to another service, or to deploy without a package. */
  hooks: pulumi.ResourceHookBinding | undefined;
  /** Refuse to make or change anything without a package. */
  needed: pulumi.ResourceHookBinding | undefined;
}

/**
 * Why there is no package, where that is tolerated. `removeServiceId` makes a destroy run the program. Such a destroy
 * needs no package, and a machine without the toolchain cannot make one. The program may not be able to tell a destroy
 * from an `up`. But a destroy calls no hook that comes before a change. So the error of a build waits for such a hook.
 */
interface Lacking {
  why: ComputeError | undefined;
}

/** Builds and packs the project, in preview too: the previewed package is the deployed one. */
export function packageProject(deployment: Deployment): ServicePackage {
  reportOwnPackage(deployment);
  const version = deployment.args.package?.fromVersion;
  const rollback = version === undefined ? undefined : rollbackTo(version, deployment);
  const lacking: Lacking = { why: undefined };
  // One promise for everything, so that a failed build is one error.
  const known = operation() === "deploy" ? forService(deployment, rollback, lacking) : noPackage(deployment);
  const { filename, filesHash, size, sources } = pulumi.output(known);
  const made = known.then(() => true);
  return { filename, filesHash, size, sources, made, ...packageHooks(deployment, lacking, known, rollback) };
}

/** The facts about a package. */
interface Known {
  filename: string;
  filesHash: string;
  size: number | undefined;
  sources: PackageSources | undefined;
  isLive: boolean;
  /** The absolute path of the archive to upload. Undefined when there is none. */
  archive?: string;
}

async function forService(deployment: Deployment, rollback: Rollback | undefined, lacking: Lacking): Promise<Known> {
  const { project, args, component, credentials } = deployment;
  try {
    // Lets the engine start with everything that is declared already: building and packing take a while.
    await setImmediate();
    const pkg = await makeOrRestore(deployment, rollback);
    return {
      filename:
        pkg === undefined || pkg.isLive
          ? packageFile(project, pkg?.path ?? archivePath(project.directory, project.packageName))
          : await pathForProvider(pkg, deployment),
      filesHash: pkg?.filesHash ?? UNKNOWN_HASH,
      size: pkg && (sizeOf(pkg.path) ?? pkg.size),
      sources: pkg?.sources === undefined ? undefined : { sources: pkg.sources, filesHash: pkg.filesHash },
      isLive: pkg?.isLive ?? false,
      archive: pkg?.isLive ? undefined : pkg?.path,
    };
  } catch (error) {
    if (args.removeServiceId !== true || !credentials.isFastlyThere || !(error instanceof ComputeError)) {
      return failUnder(component, error);
    }
    lacking.why = error;
    return noPackage(deployment);
  }
}

/** A run that deploys nothing needs no package. The engine takes the service from the state. */
async function noPackage({ project }: Deployment): Promise<Known> {
  const path = archivePath(project.directory, project.packageName);
  const filename = packageFile(project, path);
  return { filename, filesHash: "there is no package", size: sizeOf(path), sources: undefined, isLive: false };
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

/**
 * Refuse to deploy the package, in preview too. Reasons: it belongs to another service, it is missing, or it is live
 * and was not built here. Without a package other resources are refused as well.
 */
function packageHooks(
  deployment: Deployment,
  lacking: Lacking,
  known: Promise<Known>,
  rollback: Rollback | undefined,
): Pick<ServicePackage, "hooks" | "needed"> {
  const { name, args, component, credentials } = deployment;
  const situation = async ({ before: there, declared, id }: Step): Promise<Upload> => ({
    ...deployment,
    id: there === undefined ? undefined : id,
    declared,
    before: there ?? {},
    lack: lacking.why,
    built: undefined,
    isIntact: async () => true,
    presumed: undefined,
    live: liveWith(credentials),
  });
  const isBuilt = chosenBy(args.package).length === 0;
  return {
    hooks: before(`${name}-check-package`, { on: ["create", "update"], component }, async (step) => {
      const presumed = await rollback?.presumed;
      const pkg = await known;
      const built = isBuilt ? pkg : undefined;
      const isIntact = async () => step.isPreview || (await isStill(pkg));
      await runChecks(CHECKS.beforeUpload, { ...(await situation(step)), presumed, built, isIntact }, deployment);
    }),
    needed:
      args.removeServiceId === true
        ? before(`${name}-package`, { on: ["create", "update"], component }, async (step) =>
            runChecks(CHECKS.beforeAnyResource, await situation(step), deployment),
          )
        : undefined,
  };
}

/** Whether the archive still has the content that was found when it was made. */
async function isStill({ archive, filesHash }: Known): Promise<boolean> {
  return archive === undefined || (await archiveFilesHash(archive).catch(() => undefined)) === filesHash;
}

/** The settings that decide about the build, by their keys in the manifest. */
const BUILD_KEYS: [key: string, of: (manifest: Manifest) => unknown][] = [
  ["language", ({ language }) => language],
  ["scripts.build", ({ scripts }) => scripts.build],
  ["scripts.post_build", ({ scripts }) => scripts.postBuild],
  ["scripts.env_vars", ({ scripts }) => scripts.envVars.join("\n")],
  ["scripts.env_file", ({ scripts }) => scripts.envFile],
];

/**
 * Reports an environment that builds its own package. Otherwise all environments share one package, so that the tested
 * package can be promoted.
 */
function reportOwnPackage({ project, args, component }: Deployment): void {
  const { base, manifest, environmentManifest } = project;
  const isBuilt = chosenBy(args.package).length === 0;
  const changed = BUILD_KEYS.filter(([, of]) => of(base) !== of(manifest)).map(([key]) => `"${key}"`);
  if (pulumi.runtime.isDryRun() && isBuilt && changed.length > 0) {
    void pulumi.log.info(
      `${environmentManifest?.file} changes ${changed.join(" and ")}: its package differs from that of ${base.file}, and cannot be promoted to or from other environments.`,
      component,
    );
  }
}

async function makeOrRestore(deployment: Deployment, rollback: Rollback | undefined): Promise<Package | undefined> {
  const { project, args, component, activation, credentials } = deployment;
  const { base, manifest } = project;
  // A package is uploaded when its service is adopted, or when it does not serve requests.
  const mayBeLive = args.existingService !== ExistingService.Adopt && activation.activate && credentials.isFastlyThere;
  const fromHash = rollback === undefined ? args.package?.fromHash : await rollback.filesHash();
  return makePackage({
    directory: project.directory,
    program: project.program,
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

/** A preview that was told not to build cannot know the hash. `up` will. */
const UNKNOWN_HASH = pulumi.unknown as unknown as string;
