import { scriptError } from "../../../sdk/build/errors";
import type { Upload } from "../../../sdk/checks/upload";
import type { Cases } from "../case";
import { ID, OTHER, project } from "../given";
import { live } from "../situations";

function upload(given: object = {}): Upload {
  return {
    args: {},
    project: project(),
    id: ID,
    declared: {},
    before: {},
    live: live(),
    isIntact: async () => true,
    ...given,
  } as never;
}

export const CASES: Cases = {
  "no-package": [
    [upload({ lack: scriptError("build-cancelled", { subject: "The build failed, as it" }) }), "The build failed"],
    [upload(), undefined],
  ],
  "version-of-a-new-service": [
    [upload({ id: undefined, args: { package: { fromVersion: 3 } } }), "this run makes a new service"],
    [upload({ args: { package: { fromVersion: 3 } } }), undefined],
    [upload({ id: undefined }), undefined],
  ],
  "version-of-another-service": [
    [
      upload({ args: { package: { fromVersion: 3 } }, presumed: OTHER, live: live({ packageHash: "cc" }) }),
      `a version of the service ${OTHER}; but this stack has the service ${ID}`,
    ],
    [upload({ args: { package: { fromVersion: 3 } }, presumed: ID }), undefined],
    [upload({ args: { package: { fromVersion: 3 } } }), undefined],
  ],
  "package-not-here": [
    [
      upload({ built: { filename: "p", isLive: true }, declared: { package: { filename: "p" } } }),
      "must be uploaded, but p was not built",
    ],
    [upload({ built: { filename: "p", isLive: true } }), undefined],
    [upload({ built: { filename: "p", isLive: false }, declared: { package: { filename: "p" } } }), undefined],
  ],
  "package-replaced": [
    [upload({ declared: { package: { filename: "p" } }, isIntact: async () => false }), "has replaced the file"],
    [upload({ declared: { package: { filename: "p" } } }), undefined],
    [
      upload({
        declared: { package: { filename: "p" } },
        before: { package: { filename: "p" } },
        isIntact: async () => false,
      }),
      undefined,
    ],
  ],
};
