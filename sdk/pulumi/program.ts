import type { Output } from "@pulumi/pulumi";
import type { ComputeError } from "../errors";
import { limitTo } from "../system/parallel";
import type { Place } from "./place";
import { perRun } from "./run";
import type { StateReader } from "./stackState";

/**
 * What the engine runs a program for. A destroy, and a refresh, that run it (`--run-program`) make and change nothing at
 * Fastly: they want its hooks and providers. But the engine updates what has no provider, the components, and runs their
 * hooks.
 */
export type Operation = "deploy" | "destroy" | "refresh";

/**
 * What the components of one program have to know of each other, in one run of it.
 *
 * The SDK makes them one after the other, hands each of them nothing of the others, and lets none live longer than its
 * constructor. So this is where modules keep what outlives a component; all else is a value of its `Deployment`.
 */
export interface Program {
  /** How many hooks have a name. The engine takes one of each, and shows the name when the hook fails. */
  hooks: Map<string, number>;
  /** The names of all components that were made by now. */
  components: string[];
  /** What a run can have once, by the keys that tell it from others, and which component has it. */
  taken: Map<string, { place: Place; what: string }>;
  /** The component that adopts a service, by the id of the service. */
  adopters: Map<string, string>;
  /** The component that could not be made: none makes anything from then on. */
  broken?: string;
  /** What it has failed with first, for all that fails with it. */
  failure?: Error;
  /** The ids of TLS subscriptions that something waits for. */
  awaited: Output<string>[];
  /** The domains that a `Certificate` is for. */
  certified: Set<string>;
  /** Errors of components that were made in this turn of the event loop, which are going to be one error. */
  errors: ComputeError[];
  /** What it is run for, once somebody has asked. */
  operation?: Operation;
  /** What the stack has, read once for all components. */
  state?: StateReader;
  /** Whether the SDK was kept from telling the engine that all is registered after an error. */
  isGuarded: boolean;
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
  errors: [],
  isGuarded: false,
  write: limitTo(1),
}));
