import type { Cases } from "../case";
import { COMMENT, FORMER_PLACE, HOLDER, holder, ID, newService, PLACE, project } from "../given";
import { madeBy, urn } from "../situations";

const ignoring = { args: { existingService: "ignore" } };

export const CASES: Cases = {
  "service-of-base-manifest": [
    [
      newService(
        { services: { [ID]: {} } },
        { project: project({ manifest: {}, environment: "prod", serviceIdFileShown: "fastly.prod.toml" }) },
      ),
      `for the environment "prod", beside the service of fastly.toml: ${ID} ("shop")`,
    ],
    [newService({ services: { [ID]: {} } }), undefined],
    [
      newService(
        { services: { [ID]: { activeComment: madeBy("edge", { stack: "live" }) } } },
        { project: project({ manifest: {}, environment: "prod" }) },
      ),
      undefined,
    ],
    [
      newService({ services: { [ID]: "deleted" } }, { project: project({ manifest: {}, environment: "p" }) }),
      undefined,
    ],
  ],
  "service-deleted": [
    [
      newService({ services: { [ID]: "deleted" }, comments: ["by hand", madeBy("cart")] }),
      "no longer exists at Fastly. This run makes a new one.",
    ],
    [newService({ services: { [ID]: "deleted" } }), undefined],
    [newService(), undefined],
  ],
  "deleted-service-of-another": [
    [
      newService({ services: { [ID]: "deleted" } }),
      "which was deleted at Fastly: nothing says that this stack deployed it",
    ],
    [
      newService({ services: { [ID]: "deleted" }, comments: ["by hand", madeBy("edge", { stack: "live" })] }),
      "deleted",
    ],
    [newService({ services: { [ID]: "deleted" }, comments: [madeBy("edge")] }), undefined],
    [newService({ services: { [ID]: "deleted" } }, { args: { existingService: "ignore" } }), undefined],
    [newService(), undefined],
  ],
  "service-not-shown": [
    [newService(), "the API token cannot see this service"],
    [newService({ services: { [ID]: "deleted" } }), undefined],
    [newService({}, { args: { existingService: "ignore" } }), undefined],
  ],
  "service-not-looked-up": [
    [
      newService({ services: { [ID]: "unanswered" } }),
      "Fastly did not say whether it exists: GET /service was not answered",
    ],
    [newService({ services: { [ID]: {} } }), undefined],
  ],
  "service-goes": [
    [newService({}, { ...ignoring, state: new Map([[HOLDER, holder]]) }), `the stack has it as ${HOLDER}`],
    [
      newService({}, { ...ignoring, state: new Map([[FORMER_PLACE, holder]]) }),
      `{ aliases: [${JSON.stringify(urn("front"))}] }`,
    ],
    [newService({}, { ...ignoring, state: new Map([[HOLDER, holder]]), isInProgram: () => true }), undefined],
    [newService({}, { ...ignoring, state: new Map([[PLACE, holder]]) }), undefined],
    [newService({}, { ...ignoring, state: undefined }), undefined],
    [newService({}, { state: new Map([[HOLDER, holder]]) }), undefined],
  ],
  "service-exists": [
    [
      newService({ services: { [ID]: {} } }, { state: new Map([[HOLDER, holder]]) }),
      'which this stack has as the fastly.ServiceCompute "web"',
    ],
    [newService({ services: { [ID]: { activeComment: madeBy("front") } } }), ', which this stack deploys as "front"'],
    [newService({ services: { [ID]: {} } }), `already names the existing service ${ID} ("shop")`],
    [newService({ services: { [ID]: { activeComment: madeBy("front") } } }), 'which this stack deploys as "front"'],
    [newService({ services: { [ID]: { activeComment: COMMENT } } }, { isNew: false }), "belongs to this component"],
    [newService({ services: { [ID]: {} } }, { args: { existingService: "ignore" } }), undefined],
    [newService({ services: { [ID]: {} } }, { project: project({ manifest: {} }) }), undefined],
  ],
};
