import { log, type Resource } from "@pulumi/pulumi";
import { construction } from "./construction";
import { ComputeError } from "./errors";

/** "Failed, and the user was told why": the exit code of Pulumi's Node runner after it showed an error itself. */
const FAILED_AND_TOLD = 32;

/**
 * Fails the run because of something that was found out after the program's own code had ended, such as a build that
 * failed. The result is for `return`: a promise that does not succeed.
 *
 * Simply rejecting is right everywhere but in Pulumi's runner: there the error would be shown without its resource, and
 * with what the SDK was doing at that moment in front (`error serializing property "package": …`). So in the runner it
 * is logged under its resource, the process is made to end as failed, which keeps the engine from deleting what was not
 * registered, and what depends on the result is never registered. Anything but a `ComputeError` is a defect and is thrown.
 */
export async function failUnder(resource: Resource, error: unknown): Promise<never> {
  const remote = construction();
  if (remote !== undefined) {
    remote.fail(error);
    return new Promise<never>(() => {});
  }
  if (!(error instanceof ComputeError) || !isRunner()) {
    throw error;
  }
  process.exitCode = FAILED_AND_TOLD;
  await log.error(error.message, resource);
  return new Promise<never>(() => {});
}

/** Errors of components that the program made in this turn. */
const found: ComputeError[] = [];

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
  found.push(error);
  if (found.length === 1) {
    queueMicrotask(() => {
      const others = found.splice(0).slice(1);
      throw new ComputeError(error.problem, [error.remedy, ...others.map(({ message }) => message)].join("\n"));
    });
  }
}

/** Not under mocks, in a component plug-in, or in an inline program of the Automation API. */
function isRunner(): boolean {
  return /[\\/]cmd[\\/]run[\\/]index\.js$/.test(require.main?.filename ?? "");
}
