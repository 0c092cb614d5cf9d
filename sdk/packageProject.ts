import { statSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "./args";
import { ComputeError } from "./errors";
import { failUnder } from "./failure";
import { type Credentials, clientOf } from "./fastly/credentials";
import { readPackageHash } from "./fastly/service";
import { type Manifest, removeServiceId } from "./manifest";
import { archivePath, makePackage, type Package } from "./package";
import { fromProgram, type Project } from "./project";

/** The package as the service resource takes it. */
export interface ServicePackage {
  /** Relative to the program: the same on every machine, and known also when the preview does not build. */
  filename: pulumi.Output<string>;
  filesHash: pulumi.Output<string>;
  /** Bytes of the archive; undefined when the preview does not build and there is none. */
  size: pulumi.Output<number | undefined>;
}

/** Builds and packs the project, in preview too: what is previewed is what is deployed. */
export function packageProject(
  project: Project,
  args: ComputeServiceArgs,
  credentials: Credentials,
  component: pulumi.ComponentResource,
): ServicePackage {
  tellOwnArtefact(project, args, component);
  // One promise for both, so that a failed build is one error.
  const known = makeOrRestore(project, args, credentials, component).then(
    (pkg) => ({
      filename: fromProgram(pkg?.path ?? archivePath(project.directory, project.packageName)),
      filesHash: pkg?.filesHash ?? UNKNOWN_HASH,
      size: pkg === undefined ? undefined : statSync(pkg.path, { throwIfNoEntry: false })?.size,
    }),
    (error: unknown) => failUnder(component, error),
  );
  const { filename, filesHash, size } = pulumi.output(known);
  return { filename, filesHash, size };
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
function tellOwnArtefact(
  { base, manifest, environmentManifest }: Project,
  args: ComputeServiceArgs,
  component: pulumi.ComponentResource,
): void {
  const isBuilt = args.package?.path === undefined && args.package?.fromHash === undefined;
  const changed = BUILD_KEYS.filter(([, of]) => of(base) !== of(manifest)).map(([key]) => `"${key}"`);
  if (pulumi.runtime.isDryRun() && isBuilt && changed.length > 0) {
    void pulumi.log.info(
      `${environmentManifest?.file} changes ${changed.join(" and ")}: its package is another artefact than that of ${base.file}, and cannot be promoted to or from other environments.`,
      component,
    );
  }
}

async function makeOrRestore(
  project: Project,
  args: ComputeServiceArgs,
  credentials: Credentials,
  component: pulumi.ComponentResource,
): Promise<Package | undefined> {
  const { base, manifest } = project;
  const version = args.package?.fromVersion;
  const fromHash = version === undefined ? args.package?.fromHash : await hashOf(version, project, credentials);
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
    log: (severity, message, ephemeral) => {
      const log = { debug: pulumi.log.debug, info: pulumi.log.info, warning: pulumi.log.warn }[severity];
      void log(message, component, undefined, ephemeral);
    },
  });
}

/** The files hash of the package that a version of the manifest's service has. */
async function hashOf(version: number, { manifest }: Project, credentials: Credentials): Promise<string> {
  const { serviceId, file } = manifest;
  if (serviceId === undefined) {
    throw new ComputeError(
      `"package.fromVersion" is ${version}, but ${file} names no service`,
      "Give the package by its hash: { package: { fromHash } }.",
    );
  }
  const client = await clientOf(credentials);
  const filesHash = await readPackageHash(client, serviceId, version);
  if (filesHash === undefined) {
    throw new ComputeError(
      `The version ${version} of the service ${serviceId} has no package`,
      'Correct "package.fromVersion"; fastly service-version list shows the versions.',
    );
  }
  return filesHash;
}

/** A preview that was told not to build cannot know; `up` will. */
const UNKNOWN_HASH = pulumi.unknown as unknown as string;
