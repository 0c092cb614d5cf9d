import { chosenBy } from "../package/choice";
import { packageError } from "../package/errors";
import type { ComputeServiceArgs } from "../plan/args";
import type { Plan } from "../plan/deployment";
import { planError } from "../plan/errors";
import { programError } from "../pulumi/errors";
import { describePlace } from "../pulumi/place";
import type { Kind } from "../setup/kind";
import { KINDS } from "../setup/kinds";
import { isInsideProject } from "../system/insideProject";
import type { PromptCheck } from "./check";

/** The program has made the component. Arguments, configuration and manifest are read. */
export interface Reading extends Pick<Plan, "name" | "place" | "args" | "project" | "adopted"> {
  /** The arguments of the program, without the stack's configuration. */
  given: ComputeServiceArgs;
  /** Whether the program has another component of this name, below parents of the same types. */
  hasTwin: boolean;
  /** The other component of the program that already adopts the same service. */
  otherAdopter: string | undefined;
}

export const TWO_OF_A_NAME: PromptCheck<Reading> = {
  name: "component-name-twice",
  when: "Two components of the program have the same name",
  outcome: "Nothing is made",
  how: "Rename one of the two",
  find: ({ place, hasTwin }) =>
    hasTwin ? programError("component-name-twice", { place: describePlace(place) }) : undefined,
};

export const ACTIVATE_AND_STAGE: PromptCheck<Reading> = {
  name: "activate-and-stage",
  when: "Both `activate` and `stage` are true",
  outcome: "Nothing is made",
  how: "Remove one of the two",
  find: ({ name, args: { activate, stage } }) =>
    activate && stage ? planError("activate-and-stage", { component: name }) : undefined,
};

export const TWO_PACKAGES: PromptCheck<Reading> = {
  name: "package-choice",
  when: "`package` names more than one package",
  outcome: "Nothing is made",
  how: "Keep only one of `path`, `fromVersion` and `fromHash`",
  find({ name, args }) {
    const given = chosenBy(args.package);
    return given.length <= 1 ? undefined : packageError("package-choice", { component: name, keys: given });
  },
};

/** `Pulumi.<stack>.yaml` is a file like the manifest. Only the program may name files elsewhere. */
export const FILE_ELSEWHERE: PromptCheck<Reading> = {
  name: "configured-file-outside",
  when: "The stack's configuration names a file outside of the project",
  outcome: "Nothing is made or read",
  how: "Copy the file into the project; or name the file in the program",
  find({ given, args, project }) {
    for (const kind of Object.values<Kind>(KINDS)) {
      const own = kind.files?.(given) ?? [];
      for (const { owner, file } of kind.files?.(args) ?? []) {
        const isOfProgram = own.some((each) => each.owner === owner && each.file === file);
        if (!isOfProgram && !isInsideProject(project.directory, file)) {
          return planError("configured-file-outside", { file, owner, noun: kind.noun });
        }
      }
    }
    return undefined;
  },
};

/** Each component would undo what the other has done. Removing one of them would delete the service of the other. */
export const TWO_ADOPT_ONE: PromptCheck<Reading> = {
  name: "service-adopted-twice",
  when: "Two components of the program adopt the same service",
  outcome: "Nothing is made",
  how: "Give one of the two another directory or `environment`",
  find: ({ name, project, adopted, otherAdopter }) =>
    adopted === undefined || otherAdopter === undefined
      ? undefined
      : programError("service-adopted-twice", {
          component: name,
          id: adopted,
          file: project.serviceIdFileShown,
          first: otherAdopter,
        }),
};
