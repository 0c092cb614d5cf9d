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
 * Fails the run for something that was found out after the program's own code had ended, such as a failed build. The
 * result is for `return`: a promise that does not succeed.
 *
 * Simply rejecting would show the error without its resource, and with what the SDK was doing at that moment in front
 * (`error serializing property "package": …`). So it is logged under its resource, and what depends on the result is
 * never registered. Pulumi's runner is a process, which ends when nothing is left to do: it is made to end as failed,
 * which keeps the engine from deleting what was not registered. An inline program ends when all its calls have: there
 * the result is rejected, with what nobody shows again, and `keepServicesOnFailure` keeps the engine from deleting.
 *
 * Anything but a `ComputeError` is a defect and is thrown.
 */
export async function failUnder(resource: Resource, error: unknown): Promise<never> {
  const remote = construction();
  if (remote !== undefined) {
    remote.fail(error);
    return new Promise<never>(() => {});
  }
  if (!(error instanceof ComputeError) || runtime.getEngine() === undefined) {
    throw error;
  }
  // Before the message is on its way, as the process may end before that has arrived.
  const ended = isRunner() ? failedAlready(error.problem) : undefined;
  toldError(error.problem);
  await log.error(error.message, resource);
  return ended ?? failedAlready(error.problem);
}

/** Begins to make a component. When that fails, no component of the program makes anything from then on. */
export function beginning<T>(component: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    program().broken ??= component;
    throw error;
  }
}

/**
 * Passes the value on, unless the program has failed meanwhile: what waits for it is then not made. A thrown error
 * leaves requests to the engine under way. But half of a program that cannot be run is not to be deployed.
 */
export function unlessBroken<T>(component: Resource, value: Output<T>): Output<T> {
  if (isMocked()) {
    return value;
  }
  const state = program();
  return value.apply(async (known) => {
    const isTold = log.hasErrors();
    if (!isTold && state.broken === undefined) {
      return known;
    }
    if (isTold) {
      return failedAlready("It was not deployed, as the program has failed");
    }
    return failUnder(component, programError("other-component-failed", { component: state.broken }));
  });
}

/** Whether the program has failed by now, as by a component that could not be made. */
export function hasFailed(): boolean {
  return log.hasErrors() || program().broken !== undefined;
}

/** For `return`, after an error that the user is told of: a promise that does not succeed. */
export function failedAlready(problem: string): Promise<never> {
  if (isRunner()) {
    process.exitCode = FAILED_AND_TOLD;
  } else if (construction() === undefined) {
    return Promise.reject(toldError(problem));
  }
  return new Promise<never>(() => {});
}

/**
 * An error that the SDK does not show, as it takes it for a call that the engine has ended. It is one for all that fails
 * in a run: the SDK puts the message of each into the last line of the run.
 */
function toldError(problem: string): Error {
  const run = program();
  run.failure ??= endedCall(problem);
  return run.failure;
}

function endedCall(problem: string): Error {
  // The SDK puts before a message what it was doing.
  const message = { get: () => problem, set: () => {} };
  return Object.defineProperty(Object.assign(new Error(), { code: status.CANCELLED }), "message", message);
}

/**
 * An output of a resource, which fails when one of the inputs does that the resource waits for. By itself it would
 * never come: the SDK gives none to a resource whose registration fails. An inline program would be waited for without
 * end.
 */
export function orFailure<T>(output: Output<T>, inputs: Input<unknown>[]): Output<T> {
  return all(inputs).apply(() => output);
}

/** For `orFailure`: fails when one of these does, and brings nothing of what they depend on. */
export async function failureOf(...outputs: Output<unknown>[]): Promise<true> {
  await Promise.all(outputs.map((output) => detailsOf(output).promise()));
  return true;
}

/**
 * Keeps an inline program of the Automation API that fails from losing its live services.
 *
 * The SDK's server for such programs tells the engine that all is registered as soon as no call is left. The engine
 * then deletes what was not. But a resource whose input is rejected has no call left either, and the server looks for
 * errors only afterwards. So this comes in between: with an error, the engine learns no more than that the run failed.
 * A turn of the event loop later, because Node announces rejections that nobody handles after the promises of a turn.
 *
 * Pulumi's runner looks for errors first, and component packages and mocks never tell.
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

/** What the engine answers when it has stopped because of an error; the SDK then goes on to report the failure. */
const ALREADY_STOPPED = { code: status.UNAVAILABLE } as ServiceError;

/**
 * Fails the run once the program has made all its components, with one error for what is wrong with any of them: a user
 * should not have to run once per service. The component that calls this goes on without resources, and never has outputs.
 *
 * Anywhere but in Pulumi's runner there is one component at a time, and its error is thrown.
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
 * Not under mocks, in a component plug-in, or in an inline program of the Automation API. Not by `require.main`, which is
 * what it was when this module was loaded: a process that is kept for the next run of `dev` loads it before the runner.
 */
export function isRunner(): boolean {
  return /[\\/]cmd[\\/]run[\\/]index\.js$/.test(process.mainModule?.filename ?? "");
}
