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
  /** What tests say of some of them. */
  mocks: Readonly<Record<string, Mock>>;
  sdk: SdkTypes;
  preview: boolean;
  /** Where relative paths of assets begin. */
  directory: string;
  /** The project that runs, and the outputs of the stacks that are known, by project and stack. */
  project: string;
  stackOutputs(project: string, stack: string): PropertyMap | undefined;
  /** Told of each function and method that is asked. */
  asked(token: string): void;
}

/**
 * Stands for every resource and function that no provider here has: what goes in comes out. What the SDK says that
 * comes out besides is unknown until the resource is made, and a placeholder that says so then. Nothing is called.
 */
export interface Echo {
  resource(type: string): ProviderResource;
  /** The outputs of a component whose package is not here; `before` are those that it had. */
  component(type: string, name: string, inputs: PropertyMap, before: PropertyMap): Promise<PropertyMap>;
  /** A program may take an answer for a plain value, in which nothing can be unknown: not even in a preview. */
  invoke(token: string, args: PropertyMap): Promise<InvokeResult>;
  /** The answer of a method, such as `cloud:index:Cluster/kubeconfig`: an output always, which may be unknown. */
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
      // A method that answers one value answers no argument beside it: the SDK takes the first of all values.
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

  /** A preview goes on without them. What comes after would take what is made up for what another stack has said. */
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
