import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "./args";
import { belongingTo } from "./errors";
import { removeServiceId } from "./manifest";
import { archivePath, makePackage } from "./package";
import { fromProgram, type Project } from "./project";

/** The package as the service resource takes it. */
export interface ServicePackage {
  /** Relative to the program and known before the build, so that it is the same on every machine and in every preview. */
  filename: string;
  filesHash: pulumi.Output<string>;
}

/** Builds and packs the project, in preview too: what is previewed is what is deployed. */
export function packageProject(
  project: Project,
  args: ComputeServiceArgs,
  component: pulumi.ComponentResource,
): ServicePackage {
  const { base, manifest } = project;
  const made = makePackage({
    directory: project.directory,
    name: project.packageName,
    language: manifest.language,
    scripts: manifest.scripts,
    manifestText: removeServiceId(base.text),
    manifestName: base.file,
    build: args.build,
    package: args.package,
    preview: pulumi.runtime.isDryRun(),
    log: (severity, message, ephemeral) => {
      const log = { debug: pulumi.log.debug, info: pulumi.log.info, warning: pulumi.log.warn }[severity];
      void log(message, component, undefined, ephemeral);
    },
  });
  const filesHash = made.then(
    (pkg) => pkg?.filesHash ?? UNKNOWN_HASH,
    (error: unknown) => {
      throw belongingTo(component, error);
    },
  );
  return {
    filename: fromProgram(archivePath(project.directory, project.packageName)),
    filesHash: pulumi.output(filesHash),
  };
}

/** A preview that was told not to build cannot know; `up` will. */
const UNKNOWN_HASH = pulumi.unknown as unknown as string;
