import type { Output } from "@pulumi/pulumi";
import type { ComputeError } from "../errors";
import { limitTo } from "../system/parallel";
import type { Place } from "./place";
import { perRun } from "./run";
import type { StateReader } from "./stackState";

/**
 * The operation for which the engine runs a program. A destroy or refresh with `--run-program` makes and changes
 * nothing at Fastly: it only needs the program's hooks and providers. But the engine still updates components, which
 * have no provider, and runs their hooks.
 */
export type Operation = "deploy" | "destroy" | "refresh";

/**
 * What the components of one program have to know of each other in one run.
 *
 * The SDK makes components one after the other. It tells none of them about the others, and none lives longer than its
 * constructor. So everything that outlives a component is here. Everything else is a value of the component's
 * `Deployment`.
 */
export interface Program {
  /** How many hooks have each name. The engine accepts one hook of a name, and shows the name when the hook fails. */
  hooks: Map<string, number>;
  /** The names of all components made so far. */
  components: string[];
  /** Things that must be unique in a run, by key, with the component that has each. */
  taken: Map<string, { place: Place; what: string }>;
  /** The component that adopts a service, by the id of the service. */
  adopters: Map<string, string>;
  /** The component that could not be made. No component makes anything after that. */
  broken?: string;
  /** The first failure, which all later failures share. */
  failure?: Error;
  /** The ids of TLS subscriptions that an `IssuedCertificate` waits for. */
  awaited: Output<string>[];
  /** The domains of all `Certificate` components. */
  certified: Set<string>;
  /** The versionless domains of all components. */
  versionless: Set<string>;
  /** Errors of components in this turn of the event loop. They become one error. */
  errors: ComputeError[];
  /** The keys that are declared for each store: its kind, and its name and id once they are known. */
  declaredKeys: {
    kind: string;
    name?: string;
    store?: string;
    keys: { keys(): string[]; has(key: string): boolean };
  }[];
  /** What to do once a key of a store is declared. */
  awaitedKeys: { store: string; act(): void }[];
  /** The operation of the run, once it was asked for. */
  operation?: Operation;
  /** The stack's state, read once for all components. */
  state?: StateReader;
  /** Whether the guard of `keepServicesOnFailure` is in place. */
  isGuarded: boolean;
  /** The listeners for rejections that nothing handles. The SDK has one in each run of an inline program. */
  listeners: readonly unknown[];
  /** Writes manifests one after the other: services of one program may share a directory. */
  write<T>(work: () => Promise<T>): Promise<T>;
}

/** The program of the present run. */
export const program: () => Program = perRun(() => ({
  hooks: new Map(),
  components: [],
  taken: new Map(),
  adopters: new Map(),
  awaited: [],
  certified: new Set(),
  versionless: new Set(),
  errors: [],
  declaredKeys: [],
  awaitedKeys: [],
  isGuarded: false,
  listeners: process.listeners("unhandledRejection"),
  write: limitTo(1),
}));
