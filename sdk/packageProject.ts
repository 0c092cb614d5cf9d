import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "./args";
import { failUnder } from "./failure";
import { removeServiceId } from "./manifest";
import { archivePath, makePackage } from "./package";
import { fromProgram, type Project } from "./project";

/** The package as the service resource takes it. */
export interface ServicePackage {
  /** Relative to the program: the same on every machine, and known also when the preview does not build. */
  filename: pulumi.Output<string>;
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
  // One promise for both, so that a failed build is one error.
  const known = made.then(
    (pkg) => ({
      filename: fromProgram(pkg?.path ?? archivePath(project.directory, project.packageName)),
      filesHash: pkg?.filesHash ?? UNKNOWN_HASH,
    }),
    (error: unknown) => failUnder(component, error),
  );
  const { filename, filesHash } = pulumi.output(known);
  return { filename, filesHash };
}

/** A preview that was told not to build cannot know; `up` will. */
const UNKNOWN_HASH = pulumi.unknown as unknown as string;
