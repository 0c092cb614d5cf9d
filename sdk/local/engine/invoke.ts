import type { InvokeResult } from "./contract";
import { forProvider } from "./marshal";
import type { Registrations } from "./registration";
import type { Run } from "./run";
import type { InvokeCall, Transforms } from "./transforms";
import { unsupported } from "./unsupported";
import { packageOf } from "./urn";

/** Calls a provider function; a few names are the engine's own. */
export async function invoke(
  run: Run,
  registrations: Registrations,
  transforms: Transforms,
  original: InvokeCall,
): Promise<InvokeResult> {
  if (original.token === "pulumi:pulumi:getResource") return getResource(run, original);
  if (original.token.startsWith("pulumi:")) throw unsupported(`the function \`${original.token}\``);
  const { token, args, provider, version } = await transforms.applyToInvoke(original);
  const reference = provider ?? (await registrations.defaultProvider(packageOf(token), version));
  return run.limit(() => run.providers.get(reference).invoke(token, forProvider(args)));
}

/** How the SDK turns a reference to a resource back into the resource. */
async function getResource(run: Run, { args }: InvokeCall): Promise<InvokeResult> {
  const urn = String(args.urn);
  const resource = run.journal.find(urn);
  if (resource === undefined) throw new Error(`unknown resource ${urn}`);
  return { returns: { urn, id: resource.id ?? "", state: resource.outputs } };
}
