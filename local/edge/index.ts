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
import { localEdgeError } from "./errors";
import { fetchFrom } from "./fetch";
import { answerByRuntime, type Rewrite, refuse } from "./front";
import { localServerTables, passesWebSockets } from "./localServer";
import { createPushpin, type Pushpin, pushpinWish } from "./pushpin";
import { type Runtime, type RuntimeOptions, startRuntime } from "./runtime";
import { createServing, type Serving, type Wanted } from "./serving";
import { needViceroy } from "./viceroy";

/** How the local Fastly serves services. */
export interface EdgeOptions {
  /** The path of Viceroy. By default the one on PATH, or where `cargo install` puts it. */
  viceroy?: string;
  /**
   * Sends requests to a backend where `[local_server.backends]` of the package's manifest says, as
   * `fastly compute serve` does, and takes its `geolocation`, `device_detection` and `shielding_sites`. Default false:
   * to the backend of the service.
   */
  useLocalServer?: boolean;
  /**
   * Starts Pushpin, which stands for Fanout, for the active version whose manifest has `enable = true` in
   * `[local_server.pushpin]`. By default as `useLocalServer`.
   */
  pushpin?: boolean;
  /**
   * The directory of the app that a service of this name is, from which files of `[local_server]` are named.
   *
   * @internal
   */
  directoryOf?: (serviceName: string) => string | undefined;
  /**
   * Sends requests to the backend of this name somewhere else: `{ api: "http://localhost:3000" }`, or a function that
   * says where when the service is started; undefined for the backend itself.
   */
  backends?: Record<string, string> | ((name: string) => string | undefined);
  /** Takes what programs log and print, and what goes wrong: a line each. Standard error by default. */
  log?: (line: string) => void;
}

/** What the edge reads: the state of the local Fastly, and the archives by their `hashsum`. */
export interface EdgeSource {
  state: State;
  packages: ReadonlyMap<string, Buffer>;
  /** Counts the answers of active versions. */
  statistics?: Statistics;
  /** Keeps what programs print. */
  logTail?: LogTail;
  /** The time, by which certificates end. The present by default. */
  date?(): Date;
}

/** Serves the active versions of services with Viceroy, each from the first request on. */
export interface Edge {
  /** Whether a request with this Host header is for a service. */
  answersTo(host: string | undefined): boolean;
  answer(message: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Serves the versions on the staging network on a loopback port of their own; gives its address. */
  listenForStaging(): Promise<string>;
  fetch(request: Request): Promise<Response>;
  /** Serves a service on a loopback port of its own, for clients that cannot send a Host header; gives its address. */
  listen(service: Service, port?: number): Promise<string>;
  /** Answers a request for a service, whatever its Host header. */
  answerFor(service: Service, message: IncomingMessage, response: ServerResponse, rewrite?: Rewrite): Promise<void>;
  /** Waits until the active version of a service answers. */
  settled(service: Service): Promise<void>;
  /** To be called after every change of the state. */
  changed(): Promise<void>;
  stop(): Promise<void>;
}

/** What passes here on any service. */
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
    /** What each runtime was started with. */
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
        const wish = pushpin && pushpinWish(manifest, directory, told);
        const held = wish && (await pushpin.hold(wish, title, configuration.backends));
        const webSockets = !options.useLocalServer || passesWebSockets(manifest);
        const all = JSON.stringify([sha256(wasm), configuration.toml, held?.port, webSockets]);
        if (current !== undefined && startedWith.get(current) === all) {
          // Another manifest in the package, or another item: the program keeps what it has written, as at Fastly.
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
            ...{ viceroy, title, wasm, configuration, pushpinPort, log, printed, signal },
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
  /** Counts an answer when it has ended, in the statistics of the service. */
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

  /** Why a browser gets no answer: the address stands for the domain's, by HTTPS. */
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
        return refuse(response, 500, unknownDomain(domain));
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
          return refuse(response, 500, unknownDomain(domain));
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
          return refuse(response, 403, "This address is for this machine only: use 127.0.0.1 or localhost.");
        }
        void answerByRuntime(domain, servingOf(service).forRequest, message, counted(service, response));
      });
      await listen(
        server,
        port,
        `The local edge cannot serve ${titleOf(service, version)}`,
        "Stop what uses the port, or choose another; the local Fastly is not affected.",
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

/** Where the backends of a version are sent to, of those that are. */
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

/** Where versions are served: each network has at most one of a service. */
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

/** The first of those that the active version has. */
function domainOf(service: Service): string {
  return activeVersion(service)?.domains[0]?.name ?? "localhost";
}

function titleOf(service: Service, version: Version | undefined): string {
  return `service "${service.name}"${version === undefined ? "" : `, version ${version.number}`}`;
}

/** In Fastly's words. */

/** What Fastly answers to a request for such a domain. */
function unknownDomain(domain: string): string {
  return `Fastly error: unknown domain: ${domain}. Please check that this domain has been added to a service.`;
}
