import { Session } from "node:inspector";
import { createRequire, Module } from "node:module";

/**
 * Halves the time that a program needs to start, when it is the first import of a compiled program:
 *
 * ```ts
 * import "pulumi-fastly-compute/fast";
 * import { ComputeService } from "pulumi-fastly-compute";
 * ```
 *
 * Pulumi's SDK loads the TypeScript compiler, npm's dependency resolver and the Automation API at every start. The first
 * two only serve functions that are turned into text (`aws.lambda.CallbackFunction`, dynamic providers). With this import
 * each of the three is loaded when it is first used. And the SDK keeps a stack trace of every promise, which it shows
 * only when `PULUMI_DEBUG_PROMISE_LEAKS` is set: it is taken only then. V8 tells of each script that is loaded, again for
 * such functions: it is asked when the first one is met. And for a stack trace of each resource the SDK's runner reads large
 * source maps of the SDK and of gRPC: those of packages are left out, so that their lines are told as they are compiled.
 *
 * Nothing happens when the SDK is loaded already, or with a version of the SDK that has none of this.
 */
const LOADED_LATER = [
  "./typescript-shim",
  "@npmcli/arborist",
  "normalize-package-data",
  "./automation",
  // For `pulumi up --tracing`. The SDK's runner has loaded them already, unless this comes before it as with `node --require`.
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
];

const PACKAGES = /[\\/]node_modules[\\/]/;

/** What nothing is translated by. */
const NO_MAP = { version: 3, sources: [], names: [], mappings: "" };

const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

for (const name of LOADED_LATER) {
  const path = resolved(name);
  if (path !== undefined && require.cache[path] === undefined) {
    require.cache[path] = standIn(path);
  }
}
withoutStacks();
withoutDebugger();
withoutMapsOfPackages();

function resolved(name: string): string | undefined {
  try {
    return sdk.resolve(name);
  } catch {
    return undefined;
  }
}

/** A module that becomes the real one when something of it is used. */
function standIn(path: string): NodeModule {
  let exports: object | undefined;
  const load = (): object => {
    if (exports === undefined) {
      delete require.cache[path];
      exports = sdk(path) as object;
    }
    return exports;
  };
  const standIn = new Module(path);
  standIn.loaded = true;
  standIn.exports = new Proxy(
    {},
    {
      get(_, key) {
        // Asked by what compilers make of `import`; with this answer they take the object as it is.
        if (key === "__esModule") {
          return true;
        }
        const real = load();
        return key === "default" && !("default" in real) ? real : Reflect.get(real, key);
      },
      has: (_, key) => Reflect.has(load(), key),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor(_, key) {
        const descriptor = Reflect.getOwnPropertyDescriptor(load(), key);
        return descriptor && { ...descriptor, configurable: true };
      },
    },
  );
  return standIn;
}

function withoutStacks(): void {
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
    return;
  }
  const path = resolved("./runtime/debuggable");
  const debuggable = path === undefined ? undefined : sdk(path);
  const original = debuggable?.debuggablePromise;
  if (typeof original !== "function") {
    return;
  }
  debuggable.debuggablePromise = (...args: unknown[]) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return original(...args);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/** V8 names the scripts that it has already, too, to who listens before asking. The SDK asks first, and so has to be early. */
function withoutDebugger(): void {
  const path = resolved("./runtime/closure/v8Hooks");
  // Pulumi's runner has loaded it, and asked, before a program's first line.
  const hooks = path === undefined || require.cache[path] !== undefined ? undefined : sdk(path);
  if (["isInitializedAsync", "getSessionAsync", "getScriptUrl"].some((name) => typeof hooks?.[name] !== "function")) {
    return;
  }
  const urls = new Map<string, string>();
  let session: Promise<Session> | undefined;
  const connect = async () => {
    const made = new Session();
    made.connect();
    made.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
    await new Promise<void>((resolve, reject) => {
      made.post("Debugger.enable", (error) => (error ? reject(error) : resolve()));
    });
    return made;
  };
  Object.assign(hooks, {
    isInitializedAsync: async () => {},
    getSessionAsync: () => {
      session ??= connect();
      return session;
    },
    getScriptUrl: (id: string) => urls.get(id),
  });
}

function withoutMapsOfPackages(): void {
  const runner = resolved("./cmd/run");
  // Elsewhere nobody has stack traces translated.
  if (runner === undefined || (require.main?.filename !== runner && !process.argv.includes(runner))) {
    return;
  }
  const path = resolved("source-map-support");
  const support = path === undefined ? undefined : sdk(path);
  support?.install?.({
    retrieveSourceMap: (file: string) => (PACKAGES.test(file) ? { url: file, map: NO_MAP } : null),
  });
}
