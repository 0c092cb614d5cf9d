import { providerMajor } from "pulumi-fastly-compute/internal";
import type { Provider } from "../engine/contract";
import type { PropertyMap } from "../engine/value";
import { bridgeResource, type Context } from "./bridge/resource";
import { fastlyClient } from "./client";
import { apiAccess } from "./configuration";
import { definitions } from "./definitions";
import { providerFunction } from "./functions";

export interface FastlyProviderOptions {
  /** The version of the real provider to act as. It is that of the program's SDK. Default: the installed version. */
  version?: string;
  /** The pause after a version is cloned, in milliseconds. The real provider waits 7000. Default: 0. */
  cloneDelayMs?: number;
  /** The program's directory, to which `package.filename` is relative. Default: the current directory. */
  programDirectory?: string;
  /**
   * The source of `FASTLY_API_KEY`, `FASTLY_API_URL` and the defaults of some log endpoints. Default: `process.env`.
   */
  env?: Readonly<Record<string, string | undefined>>;
  /** The longest time of one API call, in milliseconds. Default: 60000. */
  timeoutMs?: number;
}

/**
 * The `fastly:*` resources as pulumi-resource-fastly 11.1.0 and 12.5.1 implement them. The requests come in the same
 * order, and the state is the same after success and after failure.
 *
 * It refuses any API that is not on this machine.
 */
export function fastlyProvider(options: FastlyProviderOptions = {}): Provider {
  const env = options.env ?? process.env;
  const major = providerMajor(options.version);
  const programDirectory = options.programDirectory ?? process.cwd();
  let config: PropertyMap = {};
  let context: Context | undefined;
  const connected = (): Context => {
    context ??= {
      client: fastlyClient({ ...apiAccess(config, env), timeoutMs: options.timeoutMs ?? 60_000 }),
      major,
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
      const definition = definitions(major).find((candidate) => candidate.type === type);
      return definition === undefined ? undefined : bridgeResource(definition, { env, major }, connected);
    },
    func: (token) => {
      const run = providerFunction(token, major);
      return run && ((args) => run(args, connected, programDirectory));
    },
  };
}
