import {
  type CheckFailure,
  type DiffResult,
  PartialFailure,
  type PropertyDiff,
  type PropertyMap,
  type Provider,
  type ProviderResource,
  Secret,
  UNKNOWN,
  type Value,
} from "../../../local/engine";

/** The requests to the test provider, in order, and the things in its world. */
export interface World {
  calls: string[];
  things: Map<string, PropertyMap>;
  configs: PropertyMap[];
  nextId: number;
  /** Called before each create, update, read and delete. It may throw to make the call fail, and it may wait. */
  before?: (call: string) => void | Promise<void>;
}

export function newWorld(): World {
  return { calls: [], things: new Map(), configs: [], nextId: 1 };
}

/**
 * A provider with one type, `test:index:Thing`. Its outputs are its inputs, plus `size` (known after up) and `token` (a
 * secret). A change of `kind` replaces. With `first: true` the old thing is deleted before. `bad` fails the check.
 * `half: true` makes create and update incomplete.
 */
export function testProvider(world: World): Provider {
  return {
    configure: (config) => void world.configs.push(config),
    resource: (type) => (type === "test:index:Thing" ? thing(world) : undefined),
    func: (token) => async (args) => {
      world.calls.push(`invoke ${token} ${JSON.stringify(args)}`);
      if (args.fail !== undefined) return { failures: [{ property: "fail", reason: String(args.fail) }] };
      return { returns: { echo: args.value ?? null, hidden: new Secret("hidden-by-provider") } };
    },
  };
}

function thing(world: World): ProviderResource {
  const call = async (text: string) => {
    world.calls.push(text);
    await world.before?.(text);
  };
  const known = (inputs: PropertyMap, size: Value, token: Value): PropertyMap => ({
    ...inputs,
    size,
    token: new Secret(token),
  });
  return {
    async check({ news }) {
      const failures: CheckFailure[] = news.bad === undefined ? [] : [{ property: "bad", reason: String(news.bad) }];
      return { inputs: { ...news, color: news.color ?? "grey" }, failures };
    },
    async diff({ oldInputs, newInputs }) {
      return difference(oldInputs, newInputs);
    },
    async create({ inputs, preview }) {
      if (preview) return { outputs: known(inputs, UNKNOWN, UNKNOWN) };
      await call(`create ${inputs.name}`);
      const id = `id${world.nextId++}`;
      const outputs = known(inputs, String(inputs.name).length, `token-of-${inputs.name}`);
      world.things.set(id, outputs);
      if (inputs.half === true) throw new PartialFailure("only half of it was made", id, inputs, outputs);
      return { id, outputs };
    },
    async update({ id, newInputs, oldOutputs, preview }) {
      const outputs = known(newInputs, preview ? UNKNOWN : String(newInputs.name).length, oldOutputs.token ?? null);
      if (preview) return { outputs };
      await call(`update ${id}`);
      world.things.set(id, outputs);
      if (newInputs.half === true) throw new PartialFailure("only half of it was updated", id, newInputs, outputs);
      return { outputs };
    },
    async read({ id }) {
      await call(`read ${id}`);
      const outputs = world.things.get(id);
      if (outputs === undefined) return undefined;
      const { size: _size, token: _token, ...inputs } = outputs;
      return { id, inputs, outputs };
    },
    async delete({ id }) {
      await call(`delete ${id}`);
      world.things.delete(id);
    },
  };
}

function difference(olds: PropertyMap, news: PropertyMap): DiffResult {
  const detailedDiff: Record<string, PropertyDiff> = {};
  const replaces: string[] = [];
  for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (JSON.stringify(olds[key]) === JSON.stringify(news[key])) continue;
    const kind = olds[key] === undefined ? "add" : news[key] === undefined ? "delete" : "update";
    detailedDiff[key] = { kind: key === "kind" ? `${kind}-replace` : kind, inputDiff: true };
    if (key === "kind") replaces.push(key);
  }
  const diffs = Object.keys(detailedDiff);
  return { changes: diffs.length > 0, diffs, replaces, detailedDiff, deleteBeforeReplace: news.first === true };
}
