import type { InvokeResult } from "./contract";
import { forProvider } from "./marshal";
import type { Registrations } from "./registration";
import type { Run } from "./run";
import type { InvokeCall, Transforms } from "./transforms";
import { unsupported } from "./unsupported";
import { packageOf, STACK_TYPE } from "./urn";

/** Calls a provider function. A few names are the engine's own. */
export async function invoke(
  run: Run,
  registrations: Registrations,
  transforms: Transforms,
  original: InvokeCall,
): Promise<InvokeResult> {
  const own = OWN_FUNCTIONS.get(original.token);
  if (own !== undefined) return own(run, original);
  if (original.token.startsWith("pulumi:")) throw unsupported(`the function \`${original.token}\``);
  const { token, args, provider, version } = await transforms.applyToInvoke(original);
  const reference = provider ?? (await registrations.defaultProvider(packageOf(token), version));
  return run.limit(() => run.providers.invoke(reference, token, forProvider(args)));
}

type OwnFunction = (run: Run, call: InvokeCall) => Promise<InvokeResult>;

const OWN_FUNCTIONS = new Map<string, OwnFunction>([
  ["pulumi:pulumi:getResource", getResource],
  ["pulumi:pulumi:readStackOutputs", readStackOutputs],
  ["pulumi:pulumi:readStackResourceOutputs", readStackResourceOutputs],
]);

/** The SDK calls this to turn a reference to a resource back into the resource. It must be a resource of this run. */
async function getResource(run: Run, { args }: InvokeCall): Promise<InvokeResult> {
  const urn = String(args.urn);
  const resource = run.journal.registered(urn);
  if (resource === undefined) throw new Error(`unknown resource ${urn}`);
  return { returns: { urn, id: resource.id ?? "", state: resource.outputs } };
}

async function readStackOutputs(run: Run, { args }: InvokeCall): Promise<InvokeResult> {
  refuseOtherStacks(run, args.name);
  const outputs = run.stored().find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  return { returns: { name: args.name ?? "", outputs, secretOutputNames: [] } };
}

/** The outputs of all resources in the stack's state. */
async function readStackResourceOutputs(run: Run, { args }: InvokeCall): Promise<InvokeResult> {
  refuseOtherStacks(run, args.stackName);
  const outputs = run
    .stored()
    .filter((resource) => !resource.delete)
    .map(({ urn, type, outputs }) => [urn, { type, outputs }] as const);
  return { returns: { name: args.stackName ?? "", outputs: Object.fromEntries(outputs) } };
}

function refuseOtherStacks({ project, stack }: Run, name: unknown): void {
  if (!String(name).endsWith(`/${project}/${stack}`)) throw unsupported(`references to the stack \`${String(name)}\``);
}
