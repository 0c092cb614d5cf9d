import * as pulumi from "@pulumi/pulumi";

/** A resource as a program registered it. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** Runs `program` under Pulumi's mocks. Returns the registered resources in order. */
export async function underMocks(
  program: () => void | Promise<void>,
  options: { preview?: boolean } = {},
): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        registered.push({ type: args.type, name: args.name, inputs: args.inputs });
        const outputs = { ...args.inputs };
        if (args.type === "fastly:index/serviceCompute:ServiceCompute") {
          outputs.activeVersion = 1;
          outputs.dictionaries = (args.inputs.dictionaries ?? []).map((dictionary: { name: string }) => ({
            ...dictionary,
            dictionaryId: `id-of-${dictionary.name}`,
          }));
        }
        return { id: `${args.name}-id`, state: outputs };
      },
      call: () => ({}),
    },
    "project",
    "stack",
    options.preview ?? false,
    "organization",
  );
  await program();
  await pulumi.runtime.disconnect();
  return registered;
}

/** The value of an output, for assertions. */
export function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
