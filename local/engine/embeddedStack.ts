import type { Stack } from "../stack";
import { deploy } from "./deployment";
import { engineError } from "./errors";
import { type DeploymentOptions, type EmbeddedStackOptions, withDefaults } from "./options";
import { openStateFile } from "./stateFile";
import { packageOf } from "./urn";
import { unwrapSecrets } from "./values";

/**
 * A stack deployed by the engine in this package. It is for trying out and testing on one machine, never for
 * production.
 *
 * It runs an ordinary Pulumi program in a child process. Both use the real engine's protocol, on the loopback interface
 * only. It refuses features that it lacks, and names the real `pulumi` as the way.
 */
export function embeddedStack(stackOptions: EmbeddedStackOptions): Stack {
  const options = withDefaults(stackOptions);
  checkMocks(options);
  return {
    engine: "embedded",
    preview: (run = {}) => deploy(options, "preview", run),
    up: (run = {}) => deploy(options, "up", run),
    refresh: (run = {}) => deploy(options, "refresh", run),
    destroy: (run = {}) => deploy(options, "destroy", run),
    async exportState() {
      const { resources } = openStateFile(options.stateFile, options.passphrase).initial;
      return {
        resources: resources.map((resource) => ({
          ...resource,
          inputs: unwrapSecrets(resource.inputs),
          outputs: unwrapSecrets(resource.outputs),
        })),
      };
    },
  };
}

/** Refuses a mock without effect: a test with it would prove nothing. */
function checkMocks({ mocks, providers, strict }: DeploymentOptions): void {
  for (const token of Object.keys(mocks)) {
    if (strict) {
      throw engineError("mock-with-strict", { token });
    }
    const name = packageOf(token);
    const provider = Object.hasOwn(providers, name) ? providers[name]?.(undefined) : undefined;
    if (provider?.resource(token) !== undefined || provider?.func(token) !== undefined) {
      throw engineError("mock-without-effect", { token });
    }
  }
}
