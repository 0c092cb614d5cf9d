import { type ServiceError, status } from "@grpc/grpc-js";
import { all, type Input, log, type Output, type Resource, runtime } from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { construction } from "./construction";
import { detailsOf } from "./details";
import { programError } from "./errors";
import { isMocked } from "./mocks";
import { program } from "./program";

/** "Failed, and the user was told why": the exit code of Pulumi's Node runner after it showed an error itself. */
const FAILED_AND_TOLD = 32;

/**
 * Fails the run for an error that came after the program's own code had ended, such as a failed build. Return the
 * result: a promise that never succeeds.
 *
 * A plain rejection would show the error without its resource, after words of the SDK
 * (`error serializing property "package": …`). So the error is logged under its resource, and whatever depends on the
 * result is never registered. Pulumi's runner is a process that ends when nothing is left to do. It is made to end as
 * failed, so that the engine does not delete unregistered resources. An inline program ends when all its calls have
 * ended. There the result is rejected with an error that is not shown again, and `keepServicesOnFailure` prevents the
 * deletion.
 *
 * Anything but a `ComputeError` is a defect and is thrown.
 */
export async function failUnder(resource: Resource, error: unknown): Promise<never> {
  const remote = construction();
  if (remote !== undefined) {
    remote.fail(error);
    return new Promise<never>(() => {});
  }
  if (isOver()) {
    // Nobody listens any more. A message about a resource that never comes would hold up the next run of the process.
    return new Promise<never>(() => {});
  }
  if (!(error instanceof ComputeError) || runtime.getEngine() === undefined) {
    throw error;
  }
  // Set this before logging, as the process may end before the message has arrived.
  const ended = isRunner() ? failedAlready(error.problem) : undefined;
  silentError(error.problem);
  await log.error(error.message, resource);
  return ended ?? failedAlready(error.problem);
}

/** Begins to make a component. When that fails, no component of the program makes anything any more. */
export function beginComponent<T>(component: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    program().broken ??= component;
    throw error;
  }
}

/**
 * Passes the value on, unless the program has failed meanwhile: resources that wait for the value are then not made. A
 * thrown error leaves requests to the engine in progress. But half of a broken program must not be deployed.
 */
export function unlessBroken<T>(component: Resource, value: Output<T>): Output<T> {
  if (isMocked()) {
    return value;
  }
  const state = program();
  return value.apply(async (known) => {
    const isReported = log.hasErrors();
    if (!isReported && state.broken === undefined) {
      return known;
    }
    if (isReported) {
      return failedAlready("This component was not deployed because the program failed");
    }
    return failUnder(component, programError("other-component-failed", { component: state.broken }));
  });
}

/** Whether the program has failed, as by a component that could not be made. */
export function hasFailed(): boolean {
  return log.hasErrors() || program().broken !== undefined;
}

/** Return the result after an error that the user was told about: a promise that never succeeds. */
export function failedAlready(problem: string): Promise<never> {
  if (isRunner()) {
    process.exitCode = FAILED_AND_TOLD;
  } else if (construction() === undefined && !isOver()) {
    return Promise.reject(silentError(problem));
  }
  return new Promise<never>(() => {});
}

/**
 * Whether an inline program has ended, and the SDK no longer listens for its rejections. A rejection that comes now
 * would end the user's whole process. Nobody waits for that rejection.
 */
function isOver(): boolean {
  if (isMocked() || isRunner()) {
    return false;
  }
  const before = program().listeners;
  const present: readonly unknown[] = process.listeners("unhandledRejection");
  return before.length > 0 && !before.some((listener) => present.includes(listener));
}

/**
 * An error that the SDK does not show: it looks like a call that the engine has ended. All failures of a run share one
 * such error: the SDK puts the message of each into the last line of the run.
 */
function silentError(problem: string): Error {
  const run = program();
  run.failure ??= endedCall(problem);
  return run.failure;
}

function endedCall(problem: string): Error {
  // A message that cannot change: the SDK would put words in front of it.
  const message = { get: () => problem, set: () => {} };
  return Object.defineProperty(Object.assign(new Error(), { code: status.CANCELLED }), "message", message);
}

/**
 * An output of a resource that fails when one of the resource's inputs fails. Without this it would never resolve: the
 * SDK gives no outputs to a resource whose registration fails. An inline program would wait without end.
 */
export function orFailure<T>(output: Output<T>, inputs: Input<unknown>[]): Output<T> {
  return all(inputs).apply(() => output);
}

/** For `orFailure`: fails when one of these fails, without adding their dependencies. */
export async function failureOf(...outputs: Output<unknown>[]): Promise<true> {
  await Promise.all(outputs.map((output) => detailsOf(output).promise()));
  return true;
}

/**
 * Keeps a failing inline program of the Automation API from losing its live services.
 *
 * As soon as no call is left, the SDK's server for such programs tells the engine that everything is registered. The
 * engine then deletes every unregistered resource. But a resource with a rejected input has no call left either, and
 * the server checks for errors only afterwards. So this function steps in between: after an error, the engine only
 * learns that the run failed. It waits one turn of the event loop, as Node reports unhandled rejections after the
 * promises of a turn.
 *
 * Pulumi's runner checks for errors first. Component packages and mocks never send that message.
 */
export function keepServicesOnFailure(): void {
  const monitor = runtime.getMonitor();
  const run = program();
  if (monitor?.signalAndWaitForShutdown === undefined || run.isGuarded || isRunner()) {
    return;
  }
  run.isGuarded = true;
  const signal = monitor.signalAndWaitForShutdown.bind(monitor) as Signal;
  const signalUnlessFailed: Signal = (request, callback) =>
    setImmediate(() => (log.hasErrors() ? callback(ALREADY_STOPPED) : signal(request, callback)));
  Object.assign(monitor, { signalAndWaitForShutdown: signalUnlessFailed });
}

type Signal = (request: unknown, callback: (error: ServiceError | null) => void) => unknown;

/** The engine's answer after it has stopped because of an error. The SDK then reports the failure. */
const ALREADY_STOPPED = { code: status.UNAVAILABLE } as ServiceError;

/**
 * Fails the run once the program has made all its components. One error has the problems of all of them. So a user need
 * not run once per service. The calling component goes on without resources, and never has outputs.
 *
 * Outside Pulumi's runner there is one component at a time, and its error is thrown.
 */
export function failWithOthers(error: ComputeError): void {
  if (!isRunner()) {
    throw error;
  }
  const { errors } = program();
  errors.push(error);
  if (errors.length === 1) {
    queueMicrotask(() => {
      const others = errors.splice(0).slice(1);
      throw error.and(...others.map(({ message }) => message));
    });
  }
}

/**
 * False under mocks, in a component plug-in, and in an inline program of the Automation API. `require.main` is fixed
 * when this module is loaded, so it is no help. `dev` keeps a process for its next run, and loads this module before
 * the runner.
 */
export function isRunner(): boolean {
  return /[\\/]cmd[\\/]run[\\/]index\.js$/.test(process.mainModule?.filename ?? "");
}
