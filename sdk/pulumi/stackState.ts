import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { programError } from "./errors";
import { isMocked } from "./mocks";

/** A resource of the stack's state, with its outputs. */
export interface StateResource {
  type: string;
  outputs: Record<string, unknown>;
}

/** The resources that the stack's state has, by URN. */
export type StackState = ReadonlyMap<string, StateResource>;

/**
 * What the stack's state has, for who has to know whether the stack has a service already, under whatever name. No
 * resource tells that to a program, but two functions which the engine has for references to stacks.
 */
export interface StateReader {
  /**
   * Has to end before the engine is at work on the component. It makes the engine ready for these functions, and needs
   * a step of the engine for that. An engine with one worker that runs a hook of the component would wait for that step
   * for ever.
   */
  prepare(): Promise<void>;
  /**
   * The state, as it is when it is read first. Undefined when it is not known: in a preview by an older engine of a stack
   * without outputs, in a backend of one's own. It may be the first one of the stack, where that engine would crash.
   *
   * @param isDeployed whether the stack is known to have been deployed before.
   * @throws ComputeError when the engine does not answer.
   */
  read(isDeployed?: boolean): Promise<StackState | undefined>;
  /** Whether it is known by now, other than while an older engine previews a stack without outputs. */
  isKnown(): boolean;
}

/** The first engine that is known to read the state of a stack that was never deployed. */
const READS_EMPTY_STATE = ">=3.259.0";

export function stateReader(): StateReader {
  let outputs: Promise<Record<string, unknown>> | undefined;
  let readsEmptyState: Promise<boolean> | undefined;
  let state: Promise<StackState> | undefined;
  let isAsked = false;
  // Neither hooks nor transforms of a program of the Automation API run where the SDK finds its engine.
  const ask = askEngine();
  const organization = pulumi.getOrganization();
  const stack = `${organization}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const isSafe = async () =>
    !pulumi.runtime.isDryRun() ||
    // What Pulumi Cloud has is never empty; other backends have no organizations.
    organization !== "organization" ||
    (await readsEmptyState) === true ||
    Object.keys((await outputs) ?? {}).length > 0;
  return {
    async prepare() {
      readsEmptyState ??= isEngine(READS_EMPTY_STATE);
      outputs ??= ask("readStackOutputs", { name: stack });
      await Promise.all([readsEmptyState, outputs]);
    },
    async read(isDeployed = false) {
      if (!isDeployed && !(await isSafe())) {
        return undefined;
      }
      isAsked = true;
      state ??= ask("readStackResourceOutputs", { stackName: stack }).then(
        (resources) => new Map(Object.entries(resources as Record<string, StateResource>)),
      );
      return state;
    },
    isKnown: () => isAsked,
  };
}

/** Older SDKs cannot ask, and older engines do not answer. */
async function isEngine(range: string): Promise<boolean> {
  try {
    await pulumi.runtime.requirePulumiVersion(range);
    return true;
  } catch {
    return false;
  }
}

type Struct = import("google-protobuf/google/protobuf/struct_pb").Struct;
type Ask = (name: string, args: Record<string, string>) => Promise<Record<string, unknown>>;

/** By the monitor itself: the SDK's `invoke` makes resources of what the outputs refer to, which are not there yet. */
function askEngine(): Ask {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined || isMocked()) {
    return async () => ({});
  }
  return async (name, args) => {
    const { Struct } = sdkRequire("google-protobuf/google/protobuf/struct_pb") as {
      Struct: typeof import("google-protobuf/google/protobuf/struct_pb").Struct;
    };
    const request = new ResourceInvokeRequest();
    request.setTok(`pulumi:pulumi:${name}`);
    request.setArgs(Struct.fromJavaScript(args));
    const invoke = () =>
      new Promise<Struct | undefined>((resolve, reject) => {
        monitor.invoke(request, (error, response) => (error === null ? resolve(response.getReturn()) : reject(error)));
      });
    const answer = await tried(invoke).catch((error: Error) => {
      throw programError("state-unreadable", { reason: error.message });
    });
    return (answer?.toJavaScript() as { outputs?: Record<string, unknown> } | undefined)?.outputs ?? {};
  };
}

/** Before each further try, in milliseconds. */
const PAUSES = [50, 100, 200, 400, 800];

/**
 * Tries again what failed: the engine writes a state of `file://` while the program runs, and a reader may find half of it
 * ("failed to load checkpoint: EOF").
 */
export async function tried<T>(read: () => Promise<T>, pauses: readonly number[] = PAUSES): Promise<T> {
  for (const pause of pauses) {
    try {
      return await read();
    } catch {
      await delay(pause);
    }
  }
  return read();
}

/** The SDK's own copy: another one's messages are not those that it can send. */
const sdkRequire = createRequire(require.resolve("@pulumi/pulumi"));
