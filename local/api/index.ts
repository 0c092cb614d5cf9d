import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEdge, type Edge, type EdgeOptions } from "../edge";
import type { Rewrite } from "../edge/front";
import { listen } from "../listen";
import type { UpgradingServer } from "../upgrades";
import { type DeployedService, deployedService } from "./deployed";
import { localFastlyError } from "./errors";
import type { InjectedFault } from "./faults";
import { Faults } from "./faults";
import type { RecordedRequest } from "./requestLog";
import { RequestLog } from "./requestLog";
import { createApiServer } from "./server";
import type { DnsRecord, Service, State } from "./state";
import { emptyState } from "./state";
import { type OpenState, openState, StateFile } from "./stateFile";
import type { AskedPurge, StoreOptions } from "./store";
import { Store } from "./store";
import { addCertificate, issue } from "./tls";
import { authorize, isOneOf, type TokenSettings, tokenOf } from "./tokens";

export type { EdgeOptions } from "../edge";
export type { DeployedService } from "./deployed";
export type { Fault, InjectedFault } from "./faults";
export type { RecordedRequest } from "./requestLog";
export type * from "./state";
export type { AskedPurge, IdKind } from "./store";
export { activeVersion, emptyVersion } from "./store";
export type { TokenOptions } from "./tokens";

/** The options of a local Fastly. */
export interface LocalFastlyOptions extends StoreOptions, TokenSettings {
  /** The port on 127.0.0.1. Default: one that the system chooses. */
  port?: number;
  /**
   * A file that keeps the state between runs, with a folder `<stateFile>.packages` beside it. Every change is in the
   * file before its request is answered. Default: in memory only.
   */
  stateFile?: string;
  /** The state at the start, added to that in `stateFile`. */
  state?: Partial<State>;
  /** How Viceroy serves services: each starts at the first request to one of its domains. `false` serves none. */
  edge?: EdgeOptions | false;
}

/**
 * A stand-in for api.fastly.com on loopback, for trying out and testing. It answers requests about Compute services
 * from the Fastly provider for Pulumi and the Fastly CLI, by Fastly's rules. Where Viceroy is installed, it serves the
 * services too: to `fetch`, and to browsers at `http://<domain>.localhost:PORT`.
 */
export class LocalFastly {
  /** `http://127.0.0.1:PORT`, for `fastly:baseUrl`, `FASTLY_API_ENDPOINT` and `FASTLY_ACCOUNT_ENDPOINT`. */
  readonly url: string;
  /** A token that may do everything. */
  readonly token: string;
  /** The requests so far, in the order of arrival: the last 100,000, with the last 64 MB of bodies. */
  readonly requests: readonly RecordedRequest[];
  readonly #log: RequestLog;
  readonly #server: UpgradingServer;
  readonly #store: Store;
  readonly #faults: Faults;
  readonly #edge: Edge | undefined;
  readonly #close: () => void;

  private constructor(
    server: UpgradingServer,
    store: Store,
    faults: Faults,
    log: RequestLog,
    token: string,
    edge: Edge | undefined,
    close: () => void,
  ) {
    this.#close = close;
    this.#edge = edge;
    this.#server = server;
    this.#store = store;
    this.#faults = faults;
    this.#log = log;
    this.requests = log.requests;
    this.token = token;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Starts a local Fastly. Throws when the port is taken, or when `stateFile` cannot be read or is open elsewhere. */
  static async start(options: LocalFastlyOptions = {}): Promise<LocalFastly> {
    const { stateFile } = options;
    const saved: OpenState =
      stateFile === undefined
        ? { state: emptyState(), packages: new Map<string, Buffer>(), close: () => {} }
        : await openState(stateFile);
    const store = new Store(merged(saved.state, options.state ?? {}), saved.packages, options);
    const file = stateFile === undefined ? undefined : new StateFile(stateFile, () => store);
    const faults = new Faults();
    const log = new RequestLog();
    const edge = options.edge === false ? undefined : createEdge(store, options.edge);
    if (edge !== undefined && store.account.hasStaging) {
      store.stagingAddress = await edge.listenForStaging();
    }
    const server = createApiServer({
      store,
      faults,
      log,
      edge,
      authorize: (token, method, path) => authorize(options, token, method, path),
      tokenOf: (token) => tokenOf(options, token),
      mayLook: (token) => options.token === undefined || isOneOf(token, options),
      save: async () => file?.save(),
    });
    try {
      await listen(
        server,
        options.port ?? 0,
        "The local Fastly cannot listen",
        "Stop the program that uses the port, or choose another port.",
      );
    } catch (error) {
      await edge?.stop();
      saved.close();
      throw error;
    }
    const token = options.token ?? `local-${randomBytes(12).toString("hex")}`;
    return new LocalFastly(server, store, faults, log, token, edge, saved.close);
  }

  /** Forgets the requests so far. */
  clearRequests(): void {
    this.#log.clear();
  }

  /** Makes requests fail. Returns a function that removes the fault. */
  inject(fault: InjectedFault): () => void {
    return this.#faults.inject(fault);
  }

  /** A copy of the whole state, including deleted services. */
  state(): State {
    return structuredClone(this.#store.state);
  }

  /** A copy of the services that are not deleted, with their versions and contents. */
  services(): readonly Service[] {
    return this.state().services.filter((service) => service.deleted_at === null);
  }

  /** A copy of the service of this id or name. Throws when it does not exist. */
  service(idOrName: string): Service {
    const found = this.services().find((service) => service.id === idOrName || service.name === idOrName);
    if (found === undefined) {
      throw new Error(`The local Fastly has no service '${idOrName}'`);
    }
    return found;
  }

  /**
   * The content of the active version of the service of this id or name, for assertions. Throws when the service does
   * not exist, or has no active version.
   */
  deployed(idOrName: string): DeployedService {
    return deployedService(this.service(idOrName), this.state());
  }

  /** The items of a service's dictionary, whichever version has it. */
  dictionaryItems(serviceIdOrName: string, dictionaryName: string): Record<string, string> {
    const service = this.service(serviceIdOrName);
    const dictionary = service.versions.flatMap((v) => v.dictionaries).findLast((d) => d.name === dictionaryName);
    if (dictionary === undefined) {
      throw new Error(`Service '${service.name}' has no dictionary '${dictionaryName}'`);
    }
    return record(service.dictionaryItems[dictionary.id] ?? [], (i) => [i.item_key, i.item_value]);
  }

  /** The contents of all stores by kind and name: values as text, secrets in clear text. */
  stores(): Record<"config" | "kv" | "secret", Record<string, Record<string, string>>> {
    const { configStores, kvStores, secretStores } = this.#store.state;
    const decoded = (value: string) => Buffer.from(value, "base64").toString("utf8");
    return {
      config: record(configStores, (s) => [s.name, record(s.items, (i) => [i.item_key, i.item_value])]),
      kv: record(kvStores, (s) => [s.name, record(s.items, (i) => [i.key, decoded(i.value)])]),
      secret: record(secretStores, (s) => [s.name, record(s.secrets, (i) => [i.name, decoded(i.value)])]),
    };
  }

  /**
   * Sets the answers of the public DNS, in place of earlier ones. A certificate is issued or renewed once the records
   * that its authority looks for exist. At first there are none.
   */
  setDns(records: readonly DnsRecord[]): void {
    this.#store.state.dns = structuredClone([...records]);
  }

  /**
   * Sets the state of a certificate: `failed` when the authority refuses it, `renewing` when it is about to expire,
   * `issued` without a check of the DNS. Throws when the subscription does not exist.
   */
  setCertificate(subscriptionId: string, state: "pending" | "issued" | "renewing" | "failed"): void {
    const found = this.#store.state.tls.subscriptions.find(({ id }) => id === subscriptionId);
    if (found === undefined) {
      throw new Error(`The local Fastly has no TLS subscription '${subscriptionId}'`);
    }
    if (state === "issued") {
      issue(found, this.#store);
    }
    found.state = state;
  }

  /**
   * Adds a user's own certificate, without a PEM. A domain is served with it once there is a `TlsActivation`.
   *
   * @param notAfter when it expires. Default: in a year.
   * @returns its id.
   */
  addCertificate(domains: readonly string[], notAfter?: Date): string {
    return addCertificate(domains, notAfter, this.#store).id;
  }

  /** @internal */
  issueAfterReads(reads: number): void {
    this.#store.issueAfterReads = reads;
  }

  /** The purges of the service of this id or name since this API was started, in order, for assertions. */
  purges(serviceIdOrName: string): AskedPurge[] {
    const { id } = this.service(serviceIdOrName);
    return structuredClone(this.#store.purges.filter(({ service }) => service === id));
  }

  /** The archive that was uploaded to a version. Undefined when there is none. */
  packageBytes(serviceIdOrName: string, version: number): Buffer | undefined {
    const found = this.service(serviceIdOrName).versions.find((v) => v.number === version);
    return this.#store.packages.get(found?.package?.metadata.hashsum ?? "");
  }

  /**
   * Sends a request to the service that has the domain of a URL, and returns its answer. Redirects are not followed.
   * The program sees the URL unchanged. Waits until the active version answers with the present items and entries.
   *
   * @throws ComputeError when no service has the domain, Viceroy is not installed, or the version cannot be started.
   */
  async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    return this.#runningEdge().fetch(new Request(input, init));
  }

  /**
   * Serves the service of this id or name on its own loopback port: `port`, or one that the system chooses. This is for
   * clients that cannot look up `<domain>.localhost`. Returns the address.
   */
  async serve(serviceIdOrName: string, port?: number): Promise<string> {
    return this.#runningEdge().listen(this.service(serviceIdOrName), port);
  }

  /** Waits until the active version of the service of this id or name answers. Throws when it cannot be started. */
  async settled(serviceIdOrName: string): Promise<void> {
    await this.#runningEdge().settled(this.service(serviceIdOrName));
  }

  /**
   * Answers a request for the service of this id or name, whatever its Host header says.
   *
   * @internal
   */
  answer(idOrName: string, message: IncomingMessage, response: ServerResponse, rewrite?: Rewrite): Promise<void> {
    return this.#runningEdge().answerFor(this.service(idOrName), message, response, rewrite);
  }

  #runningEdge(): Edge {
    if (this.#edge === undefined) {
      throw localFastlyError("local-edge-off");
    }
    return this.#edge;
  }

  /** Stops the API and everything that it serves. Ends open connections. */
  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.end();
    await this.#edge?.stop();
    await closed;
    this.#close();
  }
}

/** Adds to each list of the saved state. A single value replaces the saved one. */
function merged<T extends object>(saved: T, added: Partial<T>): T {
  const entries = Object.entries(added).filter(([, value]) => value !== undefined);
  const joined = entries.map(([key, value]) => [key, joinedValue(saved[key as keyof T], value)]);
  return { ...saved, ...Object.fromEntries(joined) };
}

function joinedValue(saved: unknown, added: unknown): unknown {
  if (Array.isArray(saved) && Array.isArray(added)) {
    return [...saved, ...added];
  }
  return typeof saved === "object" && typeof added === "object" ? merged(saved as object, added as object) : added;
}

function record<T, V>(list: readonly T[], entry: (item: T) => [string, V]): Record<string, V> {
  return Object.fromEntries(list.map(entry));
}
