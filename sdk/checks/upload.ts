import type { ComputeError } from "../errors";
import type { Live } from "../live/liveService";
import type { Deployment } from "../plan/deployment";
import type { Check } from "./check";
import { deployedError } from "./deployedErrors";

type Values = Record<string, unknown>;

/** The engine is about to make or update the service, or a resource that must not exist without a package. */
export interface Upload extends Pick<Deployment, "args" | "project"> {
  /** The id of the service. Undefined for a new service. */
  id: string | undefined;
  /** The declared inputs of the service, and those in the state. */
  declared: Values;
  before: Values;
  /** Why there is no package, in a run that can do without one. */
  lack: ComputeError | undefined;
  /** The package to upload, when this component has made it. */
  built: { filename: string; isLive: boolean } | undefined;
  /** Whether the file with the package still has the content that was declared. Always true in a preview. */
  isIntact(): Promise<boolean>;
  /** The service in which `package.fromVersion` was looked up. */
  presumed: string | undefined;
  live: Live;
}

export const VERSION_OF_NEW_SERVICE: Check<Upload> = {
  name: "version-of-a-new-service",
  when: "`package.fromVersion` is given for a new service",
  outcome: "No service is made",
  how: "Give `package.fromHash`, or remove both",
  find: ({ id, args: { package: pkg } }) =>
    id !== undefined || pkg?.fromVersion === undefined
      ? undefined
      : deployedError("version-of-a-new-service", { version: pkg.fromVersion }),
};

export const VERSION_OF_OTHER_SERVICE: Check<Upload> = {
  name: "version-of-another-service",
  when: "`package.fromVersion` belongs to another service than that of the stack",
  outcome: "The service is not changed",
  how: "Give `package.fromHash` with the hash in the error",
  async find({ id, args, project, presumed: other, live }) {
    const version = args.package?.fromVersion;
    if (version === undefined || id === undefined || other === undefined || other === id) {
      return undefined;
    }
    const own = await live.service(id).packageHash(version);
    const named = project.manifest.serviceId;
    return deployedError("version-of-another-service", {
      version,
      other,
      named: other === named ? ` of ${project.serviceIdFileShown}` : "",
      id,
      hash: own,
    });
  },
};

/** A destroy that runs the program needs no package. Only this hook knows that the run is an `up`, which needs one. */
export const NO_PACKAGE: Check<Upload> = {
  name: "no-package",
  when: "The package could not be made, with `removeServiceId: true`",
  outcome: "Nothing is made or changed; `pulumi destroy --run-program` goes on",
  how: "Do what the error of the build says",
  find: ({ lack }) => lack,
};

/** The live package comes from the same sources, so the package was not built here. */
export const PACKAGE_NOT_HERE: Check<Upload> = {
  name: "package-not-here",
  when: "The live package was made from the same sources, but must be uploaded again",
  outcome: "The service is not changed",
  how: "Set `build: { cache: false }` for one run",
  find({ declared, before, built, project }) {
    return !built?.isLive || packageIn(before) === packageIn(declared)
      ? undefined
      : deployedError("package-not-here", { manifest: project.base.file, filename: built.filename });
  },
};

/**
 * Other runs, and other components of this run, pack into the same file. The provider would upload their package, and
 * only the check after the activation would notice.
 */
export const PACKAGE_REPLACED: Check<Upload> = {
  name: "package-replaced",
  when: "The file of the package got another content before the upload",
  outcome: "The service is not changed, because it would get another package",
  how: "Run `pulumi up` again, while no other run packs the same project",
  async find({ declared, before, isIntact }) {
    const { package: pkg } = declared as { package?: { filename?: string } };
    return pkg === undefined || packageIn(before) === packageIn(declared) || (await isIntact())
      ? undefined
      : deployedError("package-replaced", { filename: pkg.filename ?? "" });
  },
};

function packageIn(inputs: Values): string {
  const { package: pkg } = inputs as { package?: { filename?: unknown; sourceCodeHash?: unknown } };
  return `${pkg?.filename} ${pkg?.sourceCodeHash}`;
}
