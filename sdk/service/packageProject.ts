import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import type { Upload } from "../checks/upload";
import { ComputeError } from "../errors";
import { livePackage } from "../live/livePackage";
import { liveWith } from "../live/liveService";
import { type Manifest, removeServiceId } from "../manifest";
import { archivePath, makePackage, type Package } from "../package";
import { chosenBy } from "../package/choice";
import { ExistingService } from "../plan/args";
import type { Deployment } from "../plan/deployment";
import { fromProgram } from "../plan/project";
import { failUnder } from "../pulumi/failure";
import { before, type Step } from "../pulumi/hooks";
import { operation } from "../pulumi/operation";
import { statSync } from "../system/stats";
import { make } from "./make";
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

/**
 * Why there is no package, where that is tolerated. A destroy that runs the program, as it has to with `removeServiceId`,
 * needs none, which a machine without the toolchain cannot make. Where it cannot be told from an `up` beforehand, only hooks
 * tell: it calls none of those that come before a change, so that the error of a build waits for one.
 */
interface Lacking {
  why: ComputeError | undefined;
}

/** Builds and packs the project, in preview too: what is previewed is what is deployed. */
export function packageProject(deployment: Deployment): ServicePackage {
  tellOwnArtefact(deployment);
  const rollback = rollbackOf(deployment);
  const lacking: Lacking = { why: undefined };
  // One promise for all of it, so that a failed build is one error.
  const known = operation() === "deploy" ? forService(deployment, rollback, lacking) : noPackage(deployment);
  const { filename, filesHash, size, sources } = pulumi.output(known);
  const made = known.then(() => true);
  return { filename, filesHash, size, sources, made, ...packageHooks(deployment, lacking, known, rollback) };
}

/** What is known of a package. */
interface Known {
  filename: string;
  filesHash: string;
  size: number | undefined;
  sources: string | undefined;
  isLive: boolean;
}

async function forService(deployment: Deployment, rollback: Rollback | undefined, lacking: Lacking): Promise<Known> {
  const { project, args, component, credentials } = deployment;
  try {
    const pkg = await makeOrRestore(deployment, rollback);
    return {
      filename:
        pkg === undefined || pkg.isLive
          ? fromProgram(pkg?.path ?? archivePath(project.directory, project.packageName))
          : await pathForProvider(pkg, deployment),
      filesHash: pkg?.filesHash ?? UNKNOWN_HASH,
      size: pkg && (sizeOf(pkg.path) ?? pkg.size),
      sources: pkg?.sources,
      isLive: pkg?.isLive ?? false,
    };
  } catch (error) {
    if (args.removeServiceId !== true || !credentials.isFastlyThere || !(error instanceof ComputeError)) {
      return failUnder(component, error);
    }
    lacking.why = error;
    return noPackage(deployment);
  }
}

/** A run that deploys nothing needs none. The engine takes the service as the state has it. */
async function noPackage({ project }: Deployment): Promise<Known> {
  const path = archivePath(project.directory, project.packageName);
  const filename = fromProgram(path);
  return { filename, filesHash: "there is no package", size: sizeOf(path), sources: undefined, isLive: false };
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

/**
 * Refuse to deploy the package, in preview already: to a service that it is not of, without it, or when it is live and was
 * not built here. Without a package other resources are refused as well.
 */
function packageHooks(
  deployment: Deployment,
  lacking: Lacking,
  known: Promise<{ filename: string; isLive: boolean }>,
  rollback: Rollback | undefined,
): Pick<ServicePackage, "hooks" | "needed"> {
  const { name, args, component: owner, credentials } = deployment;
  const component = () => owner;
  const situation = async ({ before: there, declared, id }: Step): Promise<Upload> => ({
    ...deployment,
    id: there === undefined ? undefined : id,
    declared,
    before: there ?? {},
    lack: lacking.why,
    built: undefined,
    presumed: undefined,
    live: liveWith(credentials),
  });
  const isBuilt = chosenBy(args.package).length === 0;
  return {
    hooks: before(`${name}-check-package`, { on: ["create", "update"], component }, async (step) => {
      const presumed = await rollback?.presumed;
      const built = isBuilt ? await known : undefined;
      await make(CHECKS.beforeUpload, { ...(await situation(step)), presumed, built }, deployment);
    }),
    needed:
      args.removeServiceId === true
        ? before(`${name}-package`, { on: ["create", "update"], component }, async (step) =>
            make(CHECKS.beforeAnyResource, await situation(step), deployment),
          )
        : undefined,
  };
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
  const { project, args, component, activation, credentials } = deployment;
  const { base, manifest } = project;
  // What is adopted, or has no part in what is live, is uploaded.
  const mayBeLive = args.existingService !== ExistingService.Adopt && activation.activate && credentials.isFastlyThere;
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
