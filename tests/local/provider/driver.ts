import assert from "node:assert/strict";
import { LocalFastly } from "../../../local/api";
import { type DiffResult, PartialFailure, type Provider, type ProviderResource } from "../../../local/engine/contract";
import type { PropertyMap } from "../../../local/engine/value";
import { unwrapSecrets } from "../../../local/engine/values";
import { type FastlyProviderOptions, fastlyProvider } from "../../../local/provider";

/** A resource as an engine keeps it, without secrets. */
export interface Held {
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
  /** Set when the last create or update was incomplete. */
  failed?: string;
}

/** The elements of a block in the state. */
export function elements(held: Held | undefined, name: string): Record<string, unknown>[] {
  return (held?.outputs[name] ?? []) as unknown as Record<string, unknown>[];
}

/** Deploys single resources like an engine. */
export interface Driver {
  api: LocalFastly;
  provider: Provider;
  /** The writing requests since the last call, without bodies: `PUT /service/ID/version/2/activate`. */
  writes(): string[];
  diff(held: Held, program: PropertyMap): Promise<DiffResult>;
  create(program: PropertyMap): Promise<Held>;
  update(held: Held, program: PropertyMap): Promise<Held>;
  refresh(held: Held): Promise<Held | undefined>;
  import(id: string): Promise<Held | undefined>;
  delete(held: Held): Promise<void>;
  stop(): Promise<void>;
}

export const urnOf = (type: string, name = "edge"): string => `urn:pulumi:dev::test::${type}::${name}`;

export async function drive(type: string, options: FastlyProviderOptions = {}, shared?: LocalFastly): Promise<Driver> {
  const api = shared ?? (await LocalFastly.start());
  const provider = fastlyProvider({ env: {}, ...options });
  provider.configure({ baseUrl: api.url, apiKey: api.token });
  const urn = urnOf(type);
  const resource = provider.resource(type) as ProviderResource;

  const checked = async (program: PropertyMap, olds?: PropertyMap): Promise<PropertyMap> => {
    const { inputs, failures } = await resource.check({ urn, olds, news: program });
    assert.deepEqual(failures, []);
    return unwrapSecrets(inputs);
  };
  const held = (id: string, inputs: PropertyMap, outputs: PropertyMap, failed?: string): Held => ({
    id,
    inputs: unwrapSecrets(inputs),
    outputs: unwrapSecrets(outputs),
    ...(failed !== undefined && { failed }),
  });
  const partial = (error: unknown): Held => {
    if (!(error instanceof PartialFailure)) throw error;
    return held(error.id, error.inputs, error.outputs, error.message);
  };

  let seen = 0;
  return {
    api,
    provider,
    writes: () => {
      const calls = api.requests.slice(seen).filter(({ method }) => method !== "GET");
      seen = api.requests.length;
      return calls.map(({ method, path }) => `${method} ${path}`);
    },
    diff: async ({ id, inputs, outputs }, program) =>
      resource.diff({
        urn,
        id,
        oldInputs: inputs,
        oldOutputs: outputs,
        newInputs: await checked(program, inputs),
      }),
    create: async (program) => {
      const inputs = await checked(program);
      return resource
        .create({ urn, inputs, preview: false })
        .then(({ id, outputs }) => held(id ?? "", inputs, outputs), partial);
    },
    update: async ({ id, inputs, outputs }, program) => {
      const newInputs = await checked(program, inputs);
      return resource
        .update({ urn, id, oldInputs: inputs, oldOutputs: outputs, newInputs, preview: false })
        .then((result) => held(id, newInputs, result.outputs), partial);
    },
    refresh: async ({ id, inputs, outputs }) => {
      const read = await resource.read({ urn, id, inputs, outputs });
      return read && held(read.id, read.inputs, read.outputs);
    },
    import: async (id) => {
      const read = await resource.read({ urn, id });
      return read && held(read.id, read.inputs, read.outputs);
    },
    delete: ({ id, inputs, outputs }) => resource.delete({ urn, id, inputs, outputs }),
    stop: () => api.stop(),
  };
}
