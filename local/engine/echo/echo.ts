import { randomUUID } from "node:crypto";
import type { InvokeResult, ProviderResource } from "../contract";
import { engineError } from "../errors";
import { updateDiff } from "../inputDiff";
import { STACK_REFERENCE_TYPE, urnName } from "../urn";
import { type PropertyMap, UNKNOWN } from "../value";
import { containsSecret } from "../values";
import { withAssetHashes } from "./assets";
import { answerOf, type Mock } from "./mocks";
import { placeholder, placeholderText } from "./placeholder";
import type { Answered, SdkTypes } from "./sdkTypes";

export interface EchoOptions {
  /** Answers that tests give for some of them. */
  mocks: Readonly<Record<string, Mock>>;
  sdk: SdkTypes;
  preview: boolean;
  /** The directory in which relative paths of assets start. */
  directory: string;
  /** The present project, and the outputs of known stacks, by project and stack. */
  project: string;
  stackOutputs(project: string, stack: string): PropertyMap | undefined;
  /** Called for each function and method that the program calls. */
  asked(token: string): void;
}

/**
 * Stands for every resource and function whose provider is not here: the inputs become the outputs. Other outputs in
 * the SDK's types are unknown until the resource is made. Then they get a placeholder that says what it is. Nothing is
 * called.
 */
export interface Echo {
  resource(type: string): ProviderResource;
  /** The outputs of a component whose package is not here. `before` are its former outputs. */
  component(type: string, name: string, inputs: PropertyMap, before: PropertyMap): Promise<PropertyMap>;
  /** A program may use an answer as a plain value. So nothing in it can be unknown, not even in a preview. */
  invoke(token: string, args: PropertyMap): Promise<InvokeResult>;
  /** The answer of a method, such as `cloud:index:Cluster/kubeconfig`. It is always an output, and may be unknown. */
  call(token: string, args: PropertyMap): Promise<PropertyMap>;
}

export function openEcho({ mocks, sdk, preview, directory, project, stackOutputs: known, asked }: EchoOptions): Echo {
  async function outputs(type: string, name: string, inputs: PropertyMap, id?: string): Promise<PropertyMap> {
    const mocked = await answerOf(mocks, { token: type, name, inputs, ...(id !== undefined && { id }) });
    return { ...placeholders(sdk.resource(type), type, name), ...inputs, ...mocked };
  }

  return {
    resource: (type) => ({
      echoed: true,
      check: async ({ news }) => ({ inputs: withAssetHashes(news, directory), failures: [] }),
      diff: async ({ oldInputs, newInputs }) => updateDiff(oldInputs, newInputs),
      create: async ({ urn, inputs, preview }) => {
        const name = urnName(urn);
        if (preview) return { outputs: { ...unknown(sdk.resource(type)), ...inputs } };
        const { id = placeholderText(`id-${randomUUID().slice(0, 8)}`, name), ...made } = await outputs(
          type,
          name,
          inputs,
        );
        return { id: String(id), outputs: made };
      },
      update: async ({ urn, id, oldInputs, oldOutputs, newInputs, preview }) => {
        const kept = Object.entries(oldOutputs).filter(([key]) => oldInputs[key] === undefined);
        const before = Object.fromEntries(kept);
        if (preview) return { outputs: { ...before, ...newInputs } };
        const mocked = await answerOf(mocks, { token: type, name: urnName(urn), id, inputs: newInputs });
        const { id: _, ...made } = { ...before, ...newInputs, ...mocked };
        return { outputs: made };
      },
      read: async ({ urn, id, inputs = {}, outputs: known }) => {
        const made = known !== undefined && Object.keys(known).length > 0;
        if (made) return { id, inputs, outputs: known };
        if (type === STACK_REFERENCE_TYPE) return { id, inputs, outputs: await stackOutputs(urnName(urn), inputs) };
        const { id: _, ...found } = await outputs(type, urnName(urn), inputs, id);
        return { id, inputs, outputs: found };
      },
      delete: async () => {},
    }),

    async component(type, name, inputs, before) {
      if (preview) return { ...unknown(sdk.resource(type)), ...before, ...inputs };
      const { id: _, ...made } = await outputs(type, name, inputs);
      return made;
    },

    async invoke(token, args) {
      asked(token);
      const mocked = await answerOf(mocks, { token, inputs: args });
      const name = token.slice(token.lastIndexOf(":") + 1);
      return { returns: { ...placeholders(sdk.func(token), token, name), ...args, ...mocked } };
    },

    async call(token, args) {
      asked(token);
      const answered = sdk.method(token);
      // A method with one value must not return arguments beside it: the SDK takes the first of all values.
      const echoed = answered?.isSingle ? {} : args;
      if (preview) return { ...unknown(answered?.answers), ...echoed };
      const mocked = await answerOf(mocks, { token, inputs: args });
      const name = token.slice(token.lastIndexOf("/") + 1);
      return mocked !== undefined && answered?.isSingle
        ? mocked
        : { ...placeholders(answered?.answers, token, name), ...echoed, ...mocked };
    },
  };

  function placeholders(answered: Answered | undefined, token: string, name: string): PropertyMap {
    const values = [...(answered ?? [])].flatMap(([property, type]) => {
      const value = placeholder(type, property, name, (nested) => sdk.nested(token, nested));
      return value === undefined ? [] : [[property, value] as const];
    });
    return Object.fromEntries(values);
  }

  /**
   * A preview goes on without them. In an `up`, later steps would take invented outputs for another stack's real ones.
   */
  async function stackOutputs(name: string, inputs: PropertyMap): Promise<PropertyMap> {
    const mocked = await answerOf(mocks, { token: STACK_REFERENCE_TYPE, name, inputs });
    const full = String(inputs.name ?? name);
    const [stack = "", of = project] = full.split("/").reverse();
    const outputs = mocked === undefined ? known(of, stack) : undefined;
    if (mocked === undefined && outputs === undefined && !preview) {
      throw engineError("stack-outputs-unknown", { name: full, project: of, stack, type: STACK_REFERENCE_TYPE });
    }
    const secretOutputNames = Object.entries(outputs ?? {}).flatMap(([key, value]) =>
      containsSecret(value) ? [key] : [],
    );
    return { name: full, secretOutputNames, ...(mocked ?? { outputs: outputs ?? UNKNOWN }) };
  }
}

function unknown(answered: Answered | undefined): PropertyMap {
  return Object.fromEntries([...(answered?.keys() ?? [])].map((property) => [property, UNKNOWN]));
}
