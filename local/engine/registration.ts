import { aliasUrns } from "./aliases";
import type { Callback } from "./callbacks";
import { executeChain, runAfterHooks } from "./execute";
import type { Goal, GoalOptions } from "./goal";
import { importResource, needsImport } from "./import";
import { type Run, refused, Stopped } from "./run";
import { generateSteps } from "./stepGenerator";
import { readStep, type Step } from "./steps";
import type { StoredResource } from "./storedResource";
import type { Transforms } from "./transforms";
import { notSimulated, unsupported } from "./unsupported";
import { createUrn, packageOf, providerPackage, providerType, STACK_REFERENCE_TYPE, STACK_TYPE, urnType } from "./urn";
import type { PropertyMap } from "./value";
import { equal } from "./values";
import { type Wanted, wantedResource } from "./wanted";

/** The registrations of a program during a run, turned into steps. */
export interface Registrations {
  register(goal: Goal, transforms: Callback[]): Promise<StoredResource>;
  registerOutputs(urn: string, outputs: PropertyMap): Promise<void>;
  read(goal: Goal, id: string): Promise<StoredResource>;
  /** A reference to the default provider of a package, which is made at its first use. */
  defaultProvider(packageName: string, version: string | undefined): Promise<string>;
  /** The present outputs of the stack. Undefined until the program has ended. */
  stackOutputs(): PropertyMap | undefined;
}

const NO_HOOKS: GoalOptions["hooks"] = {
  beforeCreate: [],
  afterCreate: [],
  beforeUpdate: [],
  afterUpdate: [],
  beforeDelete: [],
  afterDelete: [],
  onError: [],
};

const NO_OPTIONS: GoalOptions = {
  dependsOn: [],
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  aliases: [],
  hooks: NO_HOOKS,
};

/** `providerConfig` gives the stack configuration of a package: the inputs of its default provider. */
export function openRegistrations(
  run: Run,
  transforms: Transforms,
  providerConfig: (packageName: string) => PropertyMap,
): Registrations {
  const olds = new Map<string, StoredResource>();
  for (const [old] of run.journal.remaining()) if (!old.delete) olds.set(old.urn, old);
  const seen = new Set<string>();
  const leftAlone = new Set<string>();
  const skipped = new Set<string>();
  const goals = new Map<string, Goal>();
  const formerUrns = new Map<string, string>();
  // The new URN of each resource from before the run that was found by an alias.
  const aliased = new Map<string, string>();
  const defaultProviders = new Map<string, Promise<string>>();
  const afterOutputs = new Map<string, { step: Step; names: string[] }>();
  let stackOutputs: PropertyMap | undefined;

  const claimUrn = (goal: Goal) => {
    const { stack, project } = run;
    const urn = createUrn(stack, project, goal);
    if (seen.has(urn)) {
      throw refused(run, new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`), urn);
    }
    const claimedBy = aliased.get(urn);
    if (claimedBy !== undefined) {
      const problem = `Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${claimedBy}'`;
      throw refused(run, new Error(problem), urn);
    }
    seen.add(urn);
    run.registered.add(urn);
    return urn;
  };

  const findOld = (urn: string, aliases: string[]) => {
    const found = [urn, ...aliases].map((known) => olds.get(known)).find((old) => old !== undefined);
    if (found !== undefined && found.urn !== urn) {
      const other = aliased.get(found.urn) ?? (seen.has(found.urn) ? urn : undefined);
      if (other !== undefined) {
        throw new Error(
          `Duplicate resource alias '${found.urn}' applied to resource with URN '${urn}' conflicting with resource with URN '${other}'`,
        );
      }
      aliased.set(found.urn, urn);
      formerUrns.set(urn, found.urn);
    }
    return found;
  };

  const defaultProvider = (packageName: string, version: string | undefined) => {
    const name = version === undefined ? "default" : `default_${version.replaceAll(/[^A-Za-z0-9]/g, "_")}`;
    const key = `${packageName}:${name}`;
    let reference = defaultProviders.get(key);
    if (reference === undefined) {
      const inputs = { ...(version !== undefined && { version }), ...providerConfig(packageName) };
      const type = providerType(packageName);
      const goal: Goal = { type, name, custom: true, inputs, options: NO_OPTIONS, propertyDependencies: {} };
      reference = registerGoal(goal).then(({ urn, id }) => `${urn}::${id ?? ""}`);
      defaultProviders.set(key, reference);
    }
    return reference;
  };

  const providerReference = (goal: Goal): Promise<string> | string | undefined => {
    if (!goal.custom || providerPackage(goal.type) !== undefined) return undefined;
    if (goal.type === STACK_REFERENCE_TYPE && run.echo !== undefined) return undefined;
    if (goal.type === STACK_REFERENCE_TYPE) throw notSimulated(`resources of type \`${goal.type}\``);
    if (goal.type.startsWith("pulumi:")) throw unsupported(`resources of type \`${goal.type}\``);
    return goal.options.provider ?? defaultProvider(packageOf(goal.type), goal.options.version);
  };

  const deploysNothing = run.operation === "destroy" || run.operation === "refresh";
  const isProvider = ({ type }: Goal) => providerPackage(type) !== undefined;

  /** The stack and its providers always are, as in Pulumi's engine. */
  const isTarget = (urn: string, goal: Goal) =>
    run.targets === undefined || run.targets.has(urn) || goal.type === STACK_TYPE || isProvider(goal);

  async function registerGoal(goal: Goal): Promise<StoredResource> {
    const urn = claimUrn(goal);
    goals.set(urn, goal);
    try {
      return await registerAs(urn, goal);
    } catch (error) {
      throw refused(run, error, urn);
    }
  }

  async function registerAs(urn: string, goal: Goal): Promise<StoredResource> {
    const formerParent = goal.parent === undefined ? undefined : formerUrns.get(goal.parent);
    const aliases = aliasUrns(goal, { ...run, formerParent }).filter((alias) => alias !== urn);
    const old = findOld(urn, aliases);
    // A destroy runs the program for its delete hooks, and a refresh for its providers. Everything else stays
    // unchanged.
    const isAsItWas = run.operation === "destroy" || (run.operation === "refresh" && !isProvider(goal));
    if (isAsItWas) return old ?? wantedResource(goal, urn, aliases, undefined);
    const provider = await providerReference(goal);
    const resource = goal.custom ? run.providers.resource(goal.type, provider) : undefined;
    const echoed = resource?.echoed ?? goal.echoed;
    const next = { ...wantedResource(goal, urn, aliases, provider), ...(echoed && { echoed }) };
    const wanted: Wanted = { goal, next, provider: resource };
    if (!isTarget(urn, goal)) {
      // Pulumi's engine imports it all the same. Below a component that is left out, that breaks the state.
      if (needsImport(goal, old)) throw unsupported(`\`--target\` beside an import (of ${urn})`);
      return leaveAlone(wanted, old);
    }
    const missing = [...goal.options.dependsOn, goal.parent ?? ""].find((dependency) => skipped.has(dependency));
    if (missing !== undefined) {
      throw new Error(`Resource '${urn}' depends on '${missing}' which was not specified in --target list.`);
    }
    const result = await deploy(wanted, old);
    if (isProvider(goal)) run.providers.configure(urn, goal.type, result.inputs);
    return result;
  }

  /** A resource outside `--target` stays unchanged. A new one is skipped. */
  async function leaveAlone({ next }: Wanted, old: StoredResource | undefined): Promise<StoredResource> {
    leftAlone.add(next.urn);
    if (old === undefined) {
      skipped.add(next.urn);
      const skip: Step = { op: "same", counted: true, new: next, apply: async () => ({ result: next, change: {} }) };
      return (await executeChain(run, [skip])) ?? next;
    }
    const keep: Step = {
      op: "same",
      counted: true,
      old,
      new: old,
      apply: async () => ({ result: old, change: { add: old, replace: [[old, undefined]] } }),
    };
    return (await executeChain(run, [keep])) ?? old;
  }

  async function deploy(wanted: Wanted, old: StoredResource | undefined): Promise<StoredResource> {
    const { goal, next } = wanted;
    if (needsImport(goal, old)) return importResource(run, wanted, old);
    const steps = await generateSteps(run, wanted, old);
    const last = steps.at(-1);
    if (last !== undefined && !goal.custom && last.hooks !== undefined) {
      afterOutputs.set(next.urn, { step: last, names: last.hooks.after });
    }
    return (await executeChain(run, steps)) ?? next;
  }

  /** A resource inherits these from its parent unless it sets them itself. */
  const inherit = (goal: Goal): Goal => {
    const parent = goal.parent === undefined ? undefined : goals.get(goal.parent)?.options;
    if (parent === undefined) return goal;
    const { protect, retainOnDelete, deletedWith } = goal.options;
    return {
      ...goal,
      options: {
        ...goal.options,
        protect: protect ?? parent.protect,
        retainOnDelete: retainOnDelete ?? parent.retainOnDelete,
        deletedWith: deletedWith ?? parent.deletedWith,
      },
    };
  };

  return {
    defaultProvider,
    stackOutputs: () => stackOutputs,
    async register(goal, own) {
      const transformed = await transforms.apply(goal, own, (child) => createUrn(run.stack, run.project, child));
      return registerGoal(inherit(transformed));
    },
    async registerOutputs(urn, outputs) {
      const current = run.journal.find(urn);
      if (urnType(urn) === STACK_TYPE) stackOutputs = outputs;
      if (current === undefined || leftAlone.has(urn) || deploysNothing) return;
      const result = equal(current.outputs, outputs) ? current : { ...current, outputs };
      await run.journal.end(undefined, { add: result });
      const after = afterOutputs.get(urn);
      afterOutputs.delete(urn);
      if (after !== undefined) await runAfterHooks(run, after.step, after.names, result);
    },
    async read(goal, id) {
      const urn = claimUrn(goal);
      const provider = await providerReference(goal);
      if (deploysNothing) return olds.get(urn) ?? wantedResource(goal, urn, [], provider);
      if (run.stopped) throw new Stopped();
      const resource = run.providers.resource(goal.type, provider);
      const { echoed } = resource;
      const next = { ...wantedResource(goal, urn, [], provider), id, external: true, ...(echoed && { echoed }) };
      const result = await executeChain(run, [readStep(next, resource, olds.get(urn))]);
      return result ?? next;
    },
  };
}
