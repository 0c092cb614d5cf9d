import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { type PropertyMap, UNKNOWN } from "../../engine/value";
import { packageRule } from "../blocks/package";
import type { CustomizePlan } from "../bridge/plan";
import type { ResourceDefinition } from "../bridge/resource";
import { bool, output, type Schema, string } from "../bridge/schema";
import { elementsOf, isAbsent, isUnknown } from "../bridge/values";
import { partFields } from "./blocks";
import { deleteService } from "./delete";
import { readService } from "./read";
import { createService, updateService } from "./update";

const schemaOf = (major: ProviderMajor): Schema => [
  bool("activate", { default: true }),
  output("active_version", "int"),
  output("cloned_version", "int"),
  string("comment", { default: "Managed by Terraform" }),
  bool("force_destroy"),
  output("force_refresh", "bool"),
  output("imported", "bool"),
  string("name", { required: true }),
  bool("reuse"),
  bool("stage", { default: false }),
  output("staged_version", "int"),
  string("version_comment"),
  ...partFields(major),
];

/** The properties that can change without a new version. */
const UNVERSIONED = ["name", "comment", "versionComment"];

const customize: CustomizePlan = ({ planned, changed }) => {
  refuseSameNames(elementsOf(planned.backends));
  if ([...changed].every((name) => UNVERSIONED.includes(name))) return;
  planned.clonedVersion = UNKNOWN;
  if (planned.activate === true) planned.activeVersion = UNKNOWN;
  if (planned.stage === true) planned.stagedVersion = UNKNOWN;
};

/** The provider checks only backends for this, and only when it plans. */
function refuseSameNames(backends: readonly PropertyMap[]): void {
  const names = backends.map(({ name }) => name).filter((name) => typeof name === "string");
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new Error(`multiple backends with the same name '${twice}' (each backend name should be unique)`);
  }
}

/** A Compute service, with everything in its versions. */
export const serviceCompute = (major: ProviderMajor): ResourceDefinition => ({
  type: "fastly:index/serviceCompute:ServiceCompute",
  schema: schemaOf(major),
  rules: [
    packageRule,
    ({ forceDestroy, reuse }, name) =>
      [forceDestroy, reuse].some((value) => isAbsent(value) || isUnknown(value))
        ? []
        : [
            `Conflicting configuration arguments. "force_destroy": conflicts with reuse. Examine values at '${name}.forceDestroy'.`,
            `Conflicting configuration arguments. "reuse": conflicts with force_destroy. Examine values at '${name}.reuse'.`,
          ],
  ],
  customize,
  create: createService,
  update: (data, context) => updateService(data, context),
  read: readService,
  delete: deleteService,
  importState: (given) => {
    const [id = "", version, ...rest] = given.split("@");
    if (rest.length > 0) {
      throw new Error(
        "expected import ID to either be the service ID, or be specified as <service id>@<service version>, e.g. nci48cow8ncw8ocn75@3",
      );
    }
    if (version !== undefined && !/^\d+$/.test(version)) throw new Error(`error parsing ${version} an integer`);
    return { id, state: { imported: true, ...(version === undefined ? {} : { clonedVersion: Number(version) }) } };
  },
});
