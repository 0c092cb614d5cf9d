import { existingLine } from "../adopt/undeclared";
import { configKey } from "../errors/commands";
import type { LeftOut } from "../plan/deployment";
import { earlyBackends, makesHealthchecksFirst, takenNames, titleOf } from "../setup/blockOrder";
import { OWN_KINDS } from "../setup/kinds";
import { logError } from "../setup/logErrors";
import { linkedThings } from "../setup/resolved";
import type { Check } from "./check";
import { linksOf } from "./differences";
import type { Update } from "./update";
import { updateError } from "./updateErrors";

/** The provider would start the update, and Fastly would refuse to complete it. */
export const NAME_MOVES: Check<Update> = {
  name: "name-moves",
  when: "A name moves to another log provider, or from a store to a dictionary",
  outcome: "The service is not changed, because the provider adds the new one before it removes the old one",
  how: "Use two runs: one without the old one, then one with the new one",
  find({ name: component, before, declared }) {
    const [taken] = takenNames(before, declared);
    if (taken === undefined) {
      return undefined;
    }
    const { name, from, to } = taken;
    if (from === "resourceLinks") {
      return logError("link-becomes-dictionary", { name });
    }
    const inConfig = configKey(component, ["logEndpoints", name, "enabled"]);
    return logError("log-endpoint-moves", { name, from: titleOf(from), to: titleOf(to), inConfig });
  },
};

/**
 * The provider cannot point a link at another store. It fails half-way, and every later `up` falsely reports success.
 */
export const LINK_MOVES: Check<Update> = {
  name: "link-moves",
  when: "A link would lead to another store",
  outcome: "The service is not changed, because the provider cannot move a link",
  how: "Add the line of the error, which keeps the store; or use two runs, the first without the link",
  find({ before, declared, setup }) {
    const stores = linkedThings(setup);
    for (const { name, resourceId } of linksOf(declared)) {
      const old = linksOf(before).find((link) => link.name === name);
      const store = stores.find(({ facts }) => facts.name === name);
      const isUnknown = typeof resourceId !== "string";
      // Unknown only in a preview: a new store's id, or an id that the program receives. The id may be the same.
      const mayStay = old?.resourceId === resourceId || (isUnknown && store?.facts.existing === true);
      if (typeof old?.resourceId === "string" && !mayStay) {
        const target = isUnknown ? "a new one" : resourceId;
        return updateError("link-moves", {
          name,
          from: old.resourceId,
          to: target,
          line: store && existingLine(store.kind, [{ name, resourceId: old.resourceId }]).join("\n  "),
        });
      }
    }
    return undefined;
  },
};

/** The kinds of the component whose resources have contents. */
const WITH_CONTENTS = [
  ...OWN_KINDS.flatMap(([, { hasContents, places, noun }]) =>
    hasContents ? places.map(({ property }) => ({ property, noun })) : [],
  ),
  { property: "resourceLinks", noun: "store" },
];

/**
 * The engine refuses to delete a protected resource, but only after it has updated the service. The program could not
 * reach the data any more by then, and every later run would fail.
 */
export const PROTECTED_DATA: Check<Update> = {
  name: "protected-data",
  when: "A protected component would lose a dictionary or a store",
  outcome: "The service is not changed",
  how: "Run `up` with `protect: false` and nothing removed; then remove the dictionary or store",
  find({ name, isProtected, before, declared }) {
    const removed = WITH_CONTENTS.flatMap(({ property, noun }) => {
      const [had, has] = [before, declared].map((inputs) => (inputs[property] ?? []) as { name: string }[]);
      return (had ?? [])
        .filter((old) => !has?.some((block) => block.name === old.name))
        .map((block) => `the ${noun} "${block.name}"`);
    });
    return !isProtected || removed.length === 0
      ? undefined
      : updateError("protected-data", { component: name, removed });
  },
};

/** The name is the exception: a changed manifest changes every other property of an existing service. */
export const NAME_KEPT: Check<Update> = {
  name: "name-kept",
  when: "The manifest has another name than the service",
  outcome: "The run says that the service keeps its name",
  how: "Set `serviceName` to rename the service",
  find({ args, project, before }) {
    return args.serviceName === undefined && typeof before.name === "string" && before.name !== project.serviceName
      ? {
          severity: "info",
          message: `The service keeps its name "${before.name}" because the manifest's name is only that of the package. To rename the service: { serviceName: "${project.serviceName}" }`,
        }
      : undefined;
  },
};

/** Fastly would refuse the name, but only in an `up`. */
export const NEW_NAME_TAKEN: Check<Update> = {
  name: "new-name-taken",
  when: "The service would get a name that another service has",
  outcome: "The service is not changed",
  how: "Set another `serviceName`; or rename the other service in an earlier run",
  async find({ id, declared: { name }, state, idOfName }) {
    const holder = typeof name === "string" && name !== state.name ? await idOfName(name) : undefined;
    return holder === undefined || holder === id ? undefined : updateError("new-name-taken", { id, name, holder });
  },
};

/** The engine is about to make or update the service. */
export interface Change {
  /** The declared inputs of the service, and those in the state. */
  declared: Record<string, unknown>;
  before: Record<string, unknown>;
  /** The version of `@pulumi/fastly`. */
  providerVersion: string;
  /** The service resource's URN. */
  urn: string;
  /** The new stores that the engine was told to leave out. */
  leftOut: readonly LeftOut[];
}

/** The facts for the error about stores that are left out. */
export function storesLeftOut(service: string, leftOut: readonly LeftOut[]) {
  return { stores: leftOut.map(({ what }) => what), targets: [service, ...leftOut.flatMap(({ targets }) => targets)] };
}

/** The service would link a store that does not exist. */
export const STORE_LEFT_OUT: Check<Change> = {
  name: "store-left-out",
  when: "The run leaves out a new store (`--target`), but not the service that links it",
  outcome: "The service is not made or changed",
  how: "Run the command of the error, which includes the stores",
  find: ({ urn, leftOut }) =>
    leftOut.length === 0 ? undefined : updateError("store-left-out", storesLeftOut(urn, leftOut)),
};

/**
 * An older provider makes a backend before its health check. The provider's makers say that Fastly refuses that. A
 * stand-in does not, so this is only a warning.
 */
export const EARLY_BACKEND: Check<Change> = {
  name: "backend-before-health-check",
  when: "`@pulumi/fastly` before 12.5.1 would make a backend before its health check",
  outcome: "The run warns that Fastly may refuse the backend",
  how: "Run `npm install @pulumi/fastly@^12.5.1`",
  find({ declared, before, providerVersion }) {
    const early = makesHealthchecksFirst(providerVersion) ? [] : earlyBackends(before, declared);
    const which = early.map((backend) => JSON.stringify(backend)).join(", ");
    return early.length === 0
      ? undefined
      : {
          severity: "warning",
          message:
            `Version ${providerVersion} of @pulumi/fastly makes ${early.length === 1 ? "a backend before its health check" : "backends before their health checks"} (${which}), which Fastly refuses with "No healthcheck named".\n` +
            "Run: npm install @pulumi/fastly@^12.5.1",
        };
  },
};
