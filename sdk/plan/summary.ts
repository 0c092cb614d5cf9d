import type * as pulumi from "@pulumi/pulumi";
import { settled } from "../pulumi/details";
import type { MadeThing } from "../setup/declare";
import { defined, type Lifted } from "../setup/inputs";
import type { Kind } from "../setup/kind";
import { KINDS, LINKED_KINDS } from "../setup/kinds";
import { everyThing, linkedThings, type ResolvedSetup } from "../setup/resolved";
import type { StoreFacts } from "../setup/stores/store";
import type { Deployment, Plan } from "./deployment";
import { fromProgram, type Project } from "./project";
import { releaseSummary } from "./releasePlan";

/** What the manifest says about the project. The id of the service is not part of it: Pulumi's state has the id. */
export interface ManifestSummary {
  /** The path of the `fastly.toml`, relative to the program. */
  path: string;
  /** The name of the package. */
  name: string;
  /** The version of the manifest's format, 1 to 3. */
  manifestVersion: number;
  /** The language, as written. */
  language?: string;
  /** The description, which is also the service's comment unless one is given. */
  description?: string;
  /** The authors of the program. */
  authors: string[];
  /** The starter kit that the project was made from. */
  clonedFrom?: string;
  /** The name of a token that the Fastly CLI stored. */
  profile?: string;
}

/** A store that is linked to the service. */
export interface StoreSummary extends StoreFacts {
  /** `config`, `kv` or `secret`. */
  kind: string;
  /** The store's id at Fastly. Another component can link the store by it in the same run: `existingId`. */
  id: string;
}

/** Everything that the service has, in one shape for every kind: for programs, and for policies on the component. */
export interface Summary {
  manifest: ManifestSummary;
  domains: pulumi.Input<string>[];
  /** The things of the service, by the output of their kind. */
  [output: string]: unknown;
}

export function summaryOf({ project, setup }: Deployment, made: MadeThing[]): Summary {
  const names = Object.values<Kind>(KINDS).flatMap(({ review }) => review?.output ?? []);
  const outputs: Record<string, unknown[]> = Object.fromEntries(names.map((name) => [name, []]));
  const show = (output: string | undefined, shown: unknown) => output && outputs[output]?.push(shown);
  for (const { kind, facts } of everyThing(setup)) {
    if (kind.linked === undefined) {
      show(kind.review?.output, kind.review?.value?.(facts) ?? facts);
    }
  }
  for (const thing of made) {
    show(thing.kind.review.output, linkedSummary(thing));
  }
  return { manifest: manifestSummary(project), ...outputs } as Summary;
}

/** The linked things. Each has its kind where several kinds share an output. */
function linkedSummary({
  kind,
  facts,
  link,
  store,
}: MadeThing): Lifted<Omit<StoreSummary, "kind"> & { kind?: string }> {
  const isShared = LINKED_KINDS.filter(([, { review }]) => review.output === kind.review.output).length > 1;
  return {
    ...facts,
    ...(isShared && { kind: kind.linked.api }),
    id: link.resourceId,
    ...(store === undefined ? {} : { store: store as pulumi.Input<string> }),
  };
}

/** A store with its kind, by Fastly's name for the kind. */
export type DeclaredStore = Omit<StoreSummary, "id">;

/** The stores as declared. Their names at Fastly follow from the present names of component and stack. */
export function storesOf(setup: ResolvedSetup): DeclaredStore[] {
  return linkedThings(setup).map(({ kind, facts }) => ({ kind: kind.linked.api, ...facts }));
}

function manifestSummary(project: Project): ManifestSummary {
  const { manifestVersion, language, description, authors, clonedFrom, profile } = project.manifest;
  const path = manifestPath(project);
  return defined({
    path,
    name: project.packageName,
    manifestVersion,
    language,
    description,
    authors,
    clonedFrom,
    profile,
  });
}

/** The component's own inputs: stable, so that it only changes when something changed. */
export function componentInputs({ args, project, adopted, setup, state, release }: Plan): pulumi.Inputs {
  const deletable = setup && storesOf(setup).filter(({ forceDestroy }) => forceDestroy);
  // The engine waits for this input before it starts with the component. By then the component can give the state to
  // its hooks and to the choice of the generated domain. The hooks report a failure to read the state. This input must
  // not report it: inline programs wait without end for a resource with a rejected input.
  const ready = Promise.all([state.prepare(), ...(setup?.domains.map(({ kept }) => kept && settled(kept)) ?? [])]);
  return defined({
    manifest: ready.catch(() => {}).then(() => manifestPath(project)),
    name: project.serviceName,
    environment: project.environment,
    // For reviewers and policies: the checks of a version are no resource.
    release: release && releaseSummary(release, setup?.staged),
    verify: args.verify,
    purge: args.purge,
    adopts: adopted,
    // The stores that a later run would delete with their data. `lostStoreHooks` reads them here.
    forceDestroyStores: deletable?.length ? deletable.map(({ kind, name }) => ({ kind, name })) : undefined,
  });
}

function manifestPath(project: Project): string {
  return fromProgram(project, `${project.directory}/fastly.toml`);
}
