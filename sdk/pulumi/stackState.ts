import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { programError } from "./errors";
import { isMocked } from "./mocks";

/** A resource in the stack's state, with its outputs. */
export interface StateResource {
  type: string;
  outputs: Record<string, unknown>;
}

/** The resources in the stack's state, by URN. */
export type StackState = ReadonlyMap<string, StateResource>;

/**
 * Reads the stack's state, to find out whether the stack already has a service, under whatever name. A program cannot
 * learn that from its resources. Two functions of the engine, meant for stack references, give it.
 */
export interface StateReader {
  /**
   * Makes the engine ready for these functions. It needs a step of the engine for that. So it must end before the
   * engine works on the component. An engine with one worker may run the component's hook, and would wait for that step
   * for ever.
   */
  prepare(): Promise<void>;
  /**
   * The state at the first read. Undefined when it is not known. That is so when an older engine previews a stack
   * without outputs in a self-managed backend. For a new stack that engine would crash.
   *
   * @param isDeployed whether the stack is known to have been deployed before.
   * @throws ComputeError when the engine does not answer.
   */
  read(isDeployed?: boolean): Promise<StackState | undefined>;
  /** Whether the state can be read. False while an older engine previews a stack without outputs. */
  isKnown(): boolean;
}

/** The first engine that is known to read the state of a stack that was never deployed. */
const READS_EMPTY_STATE = ">=3.259.0";

export function stateReader(): StateReader {
  let outputs: Promise<Record<string, unknown>> | undefined;
  let readsEmptyState: Promise<boolean> | undefined;
  let state: Promise<StackState> | undefined;
  let isAsked = false;
  // Taken now: in a program of the Automation API the SDK does not find its engine inside hooks and transforms.
  const ask = askEngine();
  const organization = pulumi.getOrganization();
  const stack = `${organization}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const isSafe = async () =>
    !pulumi.runtime.isDryRun() ||
    // A state in Pulumi Cloud is never empty. Other backends have no organizations.
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

/**
 * Calls the monitor directly: the SDK's `invoke` would make resources of references in the outputs, and those resources
 * do not exist yet.
 */
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
    const answer = await retried(invoke).catch((error: Error) => {
      throw programError("state-unreadable", { reason: error.message });
    });
    return (answer?.toJavaScript() as { outputs?: Record<string, unknown> } | undefined)?.outputs ?? {};
  };
}

/** The pauses before each further try, in milliseconds. */
const PAUSES = [50, 100, 200, 400, 800];

/**
 * Retries failed reads. The engine writes a `file://` state while the program runs. A reader may find half of it
 * ("failed to load checkpoint: EOF").
 */
export async function retried<T>(read: () => Promise<T>, pauses: readonly number[] = PAUSES): Promise<T> {
  for (const pause of pauses) {
    try {
      return await read();
    } catch {
      await delay(pause);
    }
  }
  return read();
}

/** The SDK's own copy: it cannot send messages of another copy. */
const sdkRequire = createRequire(require.resolve("@pulumi/pulumi"));
