import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "pulumi-fastly-compute/internal";
import { readProgram } from "../api/archive";
import type { LogTail } from "../api/logTail";
import type { Service, State, Version } from "../api/state";
import type { Statistics } from "../api/statistics";
import { activeVersion } from "../api/store";
import { endedCertificate } from "../api/tls";
import { isLoopback } from "../foreignPages";
import { listen } from "../listen";
import { createUpgradingServer, type UpgradingServer } from "../upgrades";
import { type LocalServerBackends, localServerBackends } from "./backends";
import { runtimeConfiguration } from "./configuration";
import { hostName, serviceOfDomain } from "./domains";
import { localEdgeError, unknownDomain } from "./errors";
import { fetchFrom } from "./fetch";
import { answerByRuntime, type Rewrite, refuse } from "./front";
import type { StartGuarded } from "./guard";
import { localServerTables, passesWebSockets } from "./localServer";
import { createPushpin, type Pushpin, pushpinSettings } from "./pushpin";
import { type Runtime, type RuntimeOptions, startRuntime } from "./runtime";
import { createServing, type Serving, type Wanted } from "./serving";
import { needViceroy } from "./viceroy";

/** How the local Fastly serves services. */
export interface EdgeOptions {
  /** The path of Viceroy. Default: the one on PATH, or where `cargo install` puts it. */
  viceroy?: string;
  /**
   * Starts the runtime in another way than as a process.
   *
   * @internal
   */
  start?: StartGuarded;
  /**
   * Redirects backends as `[local_server.backends]` of the package's manifest says, like `fastly compute serve`. Also
   * uses its `geolocation`, `device_detection` and `shielding_sites`. Default `false`: requests go to the backends of
   * the service.
   */
  useLocalServer?: boolean;
  /**
   * Starts Pushpin, which stands for Fanout. It runs for the active version whose manifest has `enable = true` in
   * `[local_server.pushpin]`. Default: as `useLocalServer`.
   */
  pushpin?: boolean;
  /**
   * The directory of the app with a service of this name. File names in `[local_server]` are relative to it.
   *
   * @internal
   */
  directoryOf?: (serviceName: string) => string | undefined;
  /**
   * Redirects the backend of this name: `{ api: "http://localhost:3000" }`. Or a function that returns the address when
   * the service is started, or undefined for the backend itself.
   */
  backends?: Record<string, string> | ((name: string) => string | undefined);
  /** Takes the logs and output of programs, and problems, line by line. Default: standard error. */
  log?: (line: string) => void;
}

/** What the edge reads: the state of the local Fastly, and the archives by their `hashsum`. */
export interface EdgeSource {
  state: State;
  packages: ReadonlyMap<string, Buffer>;
  /** Counts the answers of active versions. */
  statistics?: Statistics;
  /** Keeps the output of programs. */
  logTail?: LogTail;
  /** The time at which certificates are compared. Default: the present. */
  date?(): Date;
}

/** Serves the active versions of services with Viceroy, each from its first request on. */
export interface Edge {
  /** Whether a request with this Host header is for a service. */
  answersTo(host: string | undefined): boolean;
  answer(message: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Serves the versions on the staging network on their own loopback port. Returns the address. */
  listenForStaging(): Promise<string>;
  fetch(request: Request): Promise<Response>;
  /** Serves a service on its own loopback port, for clients that cannot send a Host header. Returns the address. */
  listen(service: Service, port?: number): Promise<string>;
  /** Answers a request for a service, whatever its Host header. */
  answerFor(service: Service, message: IncomingMessage, response: ServerResponse, rewrite?: Rewrite): Promise<void>;
  /** Waits until the active version of a service answers. */
  settled(service: Service): Promise<void>;
  /** Call this after every change of the state. */
  changed(): Promise<void>;
  stop(): Promise<void>;
}

/** Features that work here on any service. */
const NEEDS_PRODUCT =
  "a WebSocket passes here. At Fastly the service needs a product for it: products: { websockets: true }, or fanout";

interface WantedVersion extends Wanted {
  service: Service;
  version: Version;
  archive: Buffer;
}

export function createEdge(source: EdgeSource, options: EdgeOptions = {}): Edge {
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const elsewhere = redirection(options.backends);
  const servings = new Map<string, Serving>();
  const listeners: UpgradingServer[] = [];
  const pushpins: Pushpin[] = [];

  const servingOf = (service: Service, network: Network = "production"): Serving => {
    const key = `${network} ${service.id}`;
    const known = servings.get(key);
    if (known !== undefined) {
      return known;
    }
    // A staged version would need the ports of the active one.
    const pushpin =
      network === "production" && (options.pushpin ?? options.useLocalServer) ? createPushpin(log) : undefined;
    if (pushpin !== undefined) {
      pushpins.push(pushpin);
    }
    /** The configuration that each runtime was started with. */
    const startedWith = new WeakMap<Runtime, string>();
    const serving = createServing<WantedVersion>({
      wanted: () => wantedVersion(source, service.id, network),
      start: async ({ title, archive, service, version }, signal, current) => {
        const viceroy = options.viceroy ?? needViceroy();
        const { wasm, manifest } = await readProgram(archive);
        const redirects = { ...(options.useLocalServer && localServerBackends(manifest)), ...elsewhere(version) };
        const told: string[] = [];
        const directory = options.directoryOf?.(service.name);
        const more = options.useLocalServer ? localServerTables(manifest, directory, told) : {};
        const configuration = runtimeConfiguration(source.state, service, version, redirects, more);
        const settings = pushpin && pushpinSettings(manifest, directory, told);
        const held = settings && (await pushpin.hold(settings, title, configuration.backends));
        const webSockets = !options.useLocalServer || passesWebSockets(manifest);
        const all = JSON.stringify([sha256(wasm), configuration.toml, held?.port, webSockets]);
        if (current !== undefined && startedWith.get(current) === all) {
          // Only the package's manifest or an item has changed: the program keeps its memory, as at Fastly.
          void current.ended.then(held?.release);
          return Object.assign(current, { title });
        }
        for (const difference of [...told, ...configuration.differences]) {
          log(`${title}: ${difference}`);
        }
        try {
          const pushpinPort = held?.port;
          const printed: RuntimeOptions["printed"] = (stream, text) => source.logTail?.add(service.id, stream, text);
          const runtime = await startRuntime({
            ...{ viceroy, start: options.start, title, wasm, configuration, pushpinPort, log, printed, signal },
            passesWebSockets: webSockets,
          });
          void runtime.ended.then(held?.release);
          startedWith.set(runtime, all);
          return runtime;
        } catch (error) {
          held?.release();
          throw error;
        }
      },
      log,
    });
    servings.set(key, serving);
    return serving;
  };
  const toldOfProduct = new Set<string>();
  /** Counts an answer in the service's statistics when it has ended. */
  const counted = (service: Service, response: ServerResponse) => {
    const since = performance.now();
    response.once("close", () => {
      source.statistics?.count(service.id, response.statusCode, performance.now() - since);
      const hasProduct = "websockets" in service.products || "fanout" in service.products;
      if (response.statusCode === 101 && !hasProduct && !toldOfProduct.has(service.id)) {
        toldOfProduct.add(service.id);
        log(`service "${service.name}": ${NEEDS_PRODUCT}`);
      }
    });
    return response;
  };

  /** Why a browser gets no answer: the local address stands for the domain's, with HTTPS. */
  const certificateEnded = (domain: string) => {
    const ended = endedCertificate(source.state, domain, source.date?.() ?? new Date());
    return ended === undefined ? undefined : localEdgeError("domain-certificate-ended", { domain, ended });
  };

  return {
    answersTo: (host) =>
      /\.localhost(:\d+)?$/i.test(host ?? "") || serviceOfDomain(source.state, hostName(host)) !== undefined,
    answer: async (message, response) => {
      const domain = hostName(message.headers.host);
      const service = serviceOfDomain(source.state, domain);
      if (service === undefined) {
        return refuse(response, 500, unknownDomainAnswer(domain));
      }
      const ended = certificateEnded(domain);
      if (ended !== undefined) {
        return refuse(response, 503, ended.message);
      }
      await answerByRuntime(domain, servingOf(service).forRequest, message, counted(service, response));
    },
    listenForStaging: async () => {
      const server = createUpgradingServer((message, response) => {
        const domain = hostName(message.headers.host);
        const service = serviceOfDomain(source.state, domain);
        if (service === undefined) {
          return refuse(response, 500, unknownDomainAnswer(domain));
        }
        void answerByRuntime(domain, servingOf(service, "staging").settled, message, response);
      });
      await listen(server, 0, "The local edge cannot serve staged versions", "Start the local Fastly again.");
      listeners.push(server);
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    fetch: async (request) => {
      const domain = new URL(request.url).hostname;
      const service = serviceOfDomain(source.state, domain);
      if (service === undefined) {
        throw localEdgeError("domain-not-served", { domain });
      }
      const ended = certificateEnded(domain);
      if (ended !== undefined && new URL(request.url).protocol === "https:") {
        throw ended;
      }
      const runtime = await servingOf(service).settled();
      const since = performance.now();
      const answer = await fetchFrom(runtime, request);
      source.statistics?.count(service.id, answer.status, performance.now() - since);
      return answer;
    },
    listen: async (service, port = 0) => {
      const version = activeVersion(service);
      const domain = domainOf(service);
      const server = createUpgradingServer((message, response) => {
        const { host } = message.headers;
        if (!isLoopback(host, true) && serviceOfDomain(source.state, hostName(host))?.id !== service.id) {
          return refuse(response, 403, "This address works only on this machine: use 127.0.0.1 or localhost.");
        }
        void answerByRuntime(domain, servingOf(service).forRequest, message, counted(service, response));
      });
      await listen(
        server,
        port,
        `The local edge cannot serve ${titleOf(service, version)}`,
        "Stop the program that uses the port, or choose another port. The local Fastly still works.",
      );
      listeners.push(server);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    answerFor: (service, message, response, rewrite) =>
      answerByRuntime(domainOf(service), servingOf(service).forRequest, message, counted(service, response), rewrite),
    settled: async (service) => {
      await servingOf(service).settled();
    },
    changed: async () => {
      await Promise.all([...servings.values()].map((serving) => serving.changed()));
    },
    stop: async () => {
      for (const server of listeners) {
        server.end();
      }
      await Promise.all([...servings.values()].map((serving) => serving.stop()));
      await Promise.all(pushpins.map((pushpin) => pushpin.stopped()));
    },
  };
}

/** The addresses of a version's redirected backends. */
function redirection(backends: EdgeOptions["backends"] = {}): (version: Version) => LocalServerBackends {
  if (typeof backends !== "function") {
    const all = Object.fromEntries(Object.entries(backends).map(([name, url]) => [name, { url }]));
    return () => all;
  }
  return (version) =>
    Object.fromEntries(
      version.backends.flatMap(({ name }) => {
        const url = backends(name);
        return url === undefined ? [] : [[name, { url }]];
      }),
    );
}

/** The network of a version: each has at most one version of a service. */
type Network = "production" | "staging";

function wantedVersion(source: EdgeSource, serviceId: string, network: Network): WantedVersion {
  const service = source.state.services.find(({ id, deleted_at }) => id === serviceId && deleted_at === null);
  const version =
    network === "staging" ? service?.versions.find(({ staging }) => staging) : service && activeVersion(service);
  const archive = source.packages.get(version?.package?.metadata.hashsum ?? "");
  if (service === undefined || version === undefined || archive === undefined) {
    const where = service && { title: titleOf(service, version), network: network === "staging" ? "staged" : "active" };
    throw localEdgeError("service-not-served", { id: serviceId, ...where });
  }
  const configuration = runtimeConfiguration(source.state, service, version);
  const key = JSON.stringify([version.number, version.package?.metadata.hashsum, configuration.toml]);
  return { key, title: titleOf(service, version), configuration, service, version, archive };
}

/** The first domain of the active version. */
function domainOf(service: Service): string {
  return activeVersion(service)?.domains[0]?.name ?? "localhost";
}

function titleOf(service: Service, version: Version | undefined): string {
  return `service "${service.name}"${version === undefined ? "" : `, version ${version.number}`}`;
}

/** Fastly's answer to a request for a domain that no service has. */
function unknownDomainAnswer(domain: string): string {
  return `${unknownDomain(domain)}. Please check that this domain has been added to a service.`;
}
