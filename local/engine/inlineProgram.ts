import { AsyncResource } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { ServiceError } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { isGrpcError } from "@pulumi/pulumi/errors";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import type { Callbacks } from "./callbacks";
import { isOfStoppedRun } from "./grpc";
import { inlineCallbacks } from "./inlineCallbacks";
import { dropLateMessages, keepLogFlowing } from "./inlineLog";
import type { InProcessClients } from "./inProcess";
import { forget, soleListener, withEnvironment, withoutPositions } from "./lentProcess";
import { EXIT_AFTER_REPORTING, type ProgramEnd, type ProgramSettings, type RunningProgram } from "./runningProgram";
import { getStore, type SdkStore, withLocalStorage } from "./sdkStore";

/** A Pulumi program as a function, as in Pulumi's Automation API. It returns the stack's outputs. */
export type InlineProgram = () => Promise<object | undefined> | object | undefined;

/** The SDK's types do not declare it: it resolves when everything that the program has started has ended. */
const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };

export interface InlineOptions extends ProgramSettings {
  /**
   * Whether the program has reported an error to the engine. The SDK counts errors too. But it also counts errors of an
   * earlier run's background work that has lost its context.
   */
  hasReported: () => boolean;
  /** The engine without a connection. */
  inProcess: InProcessClients;
  /** How the engine calls the program. */
  callbacks: Callbacks;
}

/** How long the last calls of a failed program may take, in milliseconds: some may never end. */
const LAST_CALLS_MS = 500;

/** Unhandled errors count as the running program's, so only one program runs at a time. */
let lastRun: Promise<unknown> = Promise.resolve();

/**
 * Runs a program in this process. A separate process takes several times as long to start.
 *
 * While it runs, the process's environment has the run's `env`, and an unhandled error is reported as the program's.
 * Such a program cannot be killed: after `kill` nobody waits for its end.
 */
export function startInlineProgram(program: InlineProgram, options: InlineOptions): RunningProgram {
  let kill = () => {};
  const killed = new Promise<ProgramEnd>((resolve) => {
    kill = () => resolve({ exitCode: 1 });
  });
  const ended = lastRun.then(() => runInline(program, options, killed));
  lastRun = ended.catch(() => {});
  return { ended, kill };
}

async function runInline(program: InlineProgram, options: InlineOptions, killed: Promise<ProgramEnd>) {
  const messages = keepLogFlowing();
  const errors = errorReporter(messages.release);
  const unhandled = (error: unknown) => {
    // This error follows from another one: the engine stopped this run by itself. Or it belongs to an earlier run.
    const stopped = error instanceof Error && isGrpcError(error) && isOfStoppedRun(error as ServiceError);
    if (!stopped || options.hasReported()) {
      errors.report(error);
    }
  };
  const undo = [
    messages.stop,
    withEnvironment(options.env),
    withoutPositions(),
    ...(["uncaughtException", "unhandledRejection"] as const).map((event) => soleListener(event, unhandled)),
  ];
  let store: SdkStore | undefined;
  let lastCalls = async () => {};
  let disconnect = () => {};
  try {
    const finished = withLocalStorage(() => {
      store = getStore();
      messages.begin(store);
      lastCalls = AsyncResource.bind(waitForRPCs);
      disconnect = AsyncResource.bind(() => pulumi.runtime.disconnectSync());
      return runInStore(program, options, errors);
    });
    // After an unhandled error, what the program waits for may never come.
    return await Promise.race([
      killed,
      finished,
      errors.told.then((error) => ({ exitCode: EXIT_AFTER_REPORTING, error })),
    ]);
  } finally {
    // Node reports unhandled rejections after the promises of this turn, and those of calls after their answers.
    if (errors.some()) {
      await Promise.race([lastCalls().catch(() => {}), delay(LAST_CALLS_MS, undefined, { ref: false })]);
    }
    await new Promise((resolve) => setImmediate(resolve));
    dropLateMessages();
    disconnect();
    if (store !== undefined) {
      forget(store);
    }
    for (const step of undo) {
      step();
    }
  }
}

async function runInStore(program: InlineProgram, options: InlineOptions, errors: ReturnType<typeof errorReporter>) {
  const { project, stack, parallel, address, dryRun, organization } = options;
  pulumi.runtime.resetOptions(project, stack, parallel, address, address, dryRun, organization);
  // These clients replace those that the SDK would make from the address. The SDK's own mocks do the same.
  const store = getStore();
  const monitor = options.inProcess.clientOf(ResourceMonitorService);
  Object.assign(store.settings ?? {}, { monitor, engine: options.inProcess.clientOf(EngineService) });
  const callbacks = inlineCallbacks(monitor, options.callbacks.inProcess);
  if (callbacks !== undefined) {
    // Set for good. Without it, a hook that a failed program still registers would make the SDK start its own server.
    // Nobody would end that server.
    Object.defineProperty(store, "callbacks", { get: () => callbacks, set: () => {} });
  }
  pulumi.runtime.setAllConfig(options.config, options.secretConfigKeys);
  let succeeded = false;
  try {
    await pulumi.runtime.runInPulumiStack(async () => program());
    succeeded = true;
  } catch (error) {
    errors.report(error);
    await errors.told;
  }
  await pulumi.runtime.disconnect(succeeded);
  return { exitCode: options.hasReported() ? EXIT_AFTER_REPORTING : 0 };
}

/**
 * Reports each error once, like Pulumi's runner. The engine itself has reported the errors that it answered.
 *
 * @param release releases the messages before the error.
 */
function errorReporter(release: () => void) {
  const seen = new Set<unknown>();
  const logged: Promise<void>[] = [];
  let tell = (_error: string) => {};
  return {
    report(error: unknown): void {
      if (seen.has(error)) {
        return;
      }
      seen.add(error);
      release();
      if (!(error instanceof Error && isGrpcError(error))) {
        logged.push(pulumi.log.error(messageOf(error)));
      }
      // Reports other errors of the same turn too.
      setImmediate(() => void Promise.allSettled(logged).then(() => tell(messageOf(error))));
    },
    some: () => seen.size > 0,
    /** Resolves to an error when the engine knows of it. */
    told: new Promise<string>((resolve) => {
      tell = resolve;
    }),
  };
}

function messageOf(error: unknown): string {
  if (pulumi.RunError.isInstance(error) || (pulumi.ResourceError.isInstance(error) && error.hideStack)) {
    return error.message;
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Running the program failed with an unhandled exception:\n${details}`;
}
