import type { Provider } from "../engine/contract";
import type { PropertyMap } from "../engine/value";
import { bridgeResource, type Context, type ResourceDefinition } from "./bridge/resource";
import { fastlyClient } from "./client";
import { apiAccess } from "./configuration";
import { serviceDictionaryItems } from "./dictionaryItems";
import { GET_PACKAGE_HASH, getPackageHash } from "./packageHash";
import { serviceCompute } from "./serviceCompute";
import { listStores } from "./storeLists";
import { STORES } from "./stores";

export interface FastlyProviderOptions {
  /** Pause after a version is cloned, in milliseconds. The real provider waits 7000; default 0. */
  cloneDelayMs?: number;
  /** The program's directory, from which a relative `package.filename` starts; default the current directory. */
  programDirectory?: string;
  /** Where `FASTLY_API_KEY`, `FASTLY_API_URL` and the defaults of some log endpoints come from; default `process.env`. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Longest time that one API call may take, in milliseconds; default 60000. */
  timeoutMs?: number;
}

const RESOURCES: readonly ResourceDefinition[] = [serviceCompute, serviceDictionaryItems, ...STORES];

/**
 * The `fastly:*` resources as pulumi-resource-fastly 11.1.0 implements them: the same requests in the same order, and
 * the same state after success and after failure.
 *
 * It refuses any API that is not on this machine.
 */
export function fastlyProvider(options: FastlyProviderOptions = {}): Provider {
  const env = options.env ?? process.env;
  const programDirectory = options.programDirectory ?? process.cwd();
  let config: PropertyMap = {};
  let context: Context | undefined;
  const connected = (): Context => {
    context ??= {
      client: fastlyClient({ ...apiAccess(config, env), timeoutMs: options.timeoutMs ?? 60_000 }),
      cloneDelayMs: options.cloneDelayMs ?? 0,
      programDirectory,
    };
    return context;
  };
  return {
    configure: (given) => {
      config = given;
      context = undefined;
      connected();
    },
    resource: (type) => {
      const definition = RESOURCES.find((candidate) => candidate.type === type);
      return definition === undefined ? undefined : bridgeResource(definition, env, connected);
    },
    invoke: async (token, args) => {
      if (token === GET_PACKAGE_HASH) return getPackageHash(args, programDirectory);
      const stores = await listStores(token, () => connected().client);
      if (stores !== undefined) return stores;
      throw new Error(`unrecognized data function (Invoke): ${token}`);
    },
  };
}
