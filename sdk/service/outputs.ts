import * as pulumi from "@pulumi/pulumi";
import { manageUrl } from "../fastly/manageUrl";
import { serviceUrl } from "../fastly/serviceUrl";
import type { Deployment } from "../plan/deployment";
import type { Summary } from "../plan/summary";
import { orFailure } from "../pulumi/failure";
import { operation } from "../pulumi/operation";
import { mainDomain } from "../setup/domains";
import type { ServicePackage } from "./packageProject";
import type { Ending, MadeService } from "./steps";

/** The outputs that belong to no kind of thing. `tests/setup/kinds.test.ts` checks that all others do. */
type OwnOutput =
  | "serviceId"
  | "activeVersion"
  | "url"
  | "manageUrl"
  | "packageHash"
  | "packageSize"
  | "manifest"
  | "domains";

type Outputs = Record<string, pulumi.Input<unknown>> & Record<OwnOutput, unknown>;

/** The address of the service's first domain without a `*`. */
export function urlOf({ credentials }: Deployment, { domains }: Summary): pulumi.Output<string | undefined> {
  return pulumi.all([credentials.baseUrl, pulumi.all(domains)]).apply(([baseUrl, names]) => {
    const domain = mainDomain(names);
    return domain && serviceUrl(domain, baseUrl);
  });
}

/** The outputs of the component. */
export function outputsOf(
  { credentials }: Deployment,
  pkg: ServicePackage,
  { service, conditions }: MadeService,
  { serviceId, activeVersion }: Ending,
  summary: Summary & { url: pulumi.Output<string | undefined> },
): Outputs {
  const id = orFailure(service.id, conditions);
  return {
    serviceId,
    activeVersion,
    manageUrl: pulumi.all([id, credentials.baseUrl]).apply(([known, baseUrl]) => manageUrl(known, baseUrl)),
    packageHash:
      operation() === "deploy" ? pkg.filesHash : service.package.apply((deployed) => deployed?.sourceCodeHash ?? ""),
    packageSize: pkg.size,
    ...summary,
  };
}
