import { providerMajor } from "pulumi-fastly-compute/internal";
import type { Provider } from "../engine/contract";
import type { PropertyMap } from "../engine/value";
import { bridgeResource, type Context } from "./bridge/resource";
import { fastlyClient } from "./client";
import { apiAccess } from "./configuration";
import { definitions } from "./definitions";
import { providerFunction } from "./functions";

export interface FastlyProviderOptions {
  /** The version of the real provider that is meant, which is that of the program's SDK; default the installed one's. */
  version?: string;
  /** Pause after a version is cloned, in milliseconds. The real provider waits 7000; default 0. */
  cloneDelayMs?: number;
  /** The program's directory, from which a relative `package.filename` starts; default the current directory. */
  programDirectory?: string;
  /** Where `FASTLY_API_KEY`, `FASTLY_API_URL` and the defaults of some log endpoints come from; default `process.env`. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Longest time that one API call may take, in milliseconds; default 60000. */
  timeoutMs?: number;
}

/**
 * The `fastly:*` resources as pulumi-resource-fastly 11.1.0 and 12.5.1 implement them: the same requests in the same
 * order, and the same state after success and after failure.
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
