import type { FastlyClient } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import { type ManagedDomain, managedDomainsOf } from "../fastly/domains";
import { readDictionaryItems } from "../fastly/items";
import { productState } from "../fastly/products";
import { findServiceByName, type Lookup, lookUpService, type ServiceDetails } from "../fastly/service";
import { readToken, type TokenFacts } from "../fastly/token";
import { type LiveVersion, readLinks, readNames, readPackageHash, readVersion } from "../fastly/version";
import type { LinkedKind } from "../setup/kind";
import type { Blocks } from "../setup/lines";
import { readWhole } from "./blocks";
import { COMPARED } from "./compared";
import { readUnseen, readUnversioned } from "./unseen";

/**
 * A service as it is at Fastly, for all checks of one phase of a run. Each part is read once, at its first use: so all
 * checks of the phase judge the same.
 */
export interface LiveService {
  readonly id: string;
  /** Whether Fastly has the service. */
  lookUp(): Promise<Lookup>;
  /**
   * The versions and their comments. Undefined when Fastly has no such service.
   *
   * @throws ComputeError when Fastly does not answer.
   */
  details(): Promise<ServiceDetails | undefined>;
  /** The contents of a version. Default: the active version, or else the newest. Undefined without a version. */
  content(version?: number): Promise<LiveVersion | undefined>;
  /** The links of a version. */
  links(version: number): Promise<LiveVersion["links"]>;
  packageHash(version: number): Promise<string | undefined>;
  /** The items of a dictionary. */
  items(dictionary: string): Promise<Record<string, string>>;
  /** All contents of the active or newest version, in the form of the provider's blocks. */
  blocks(): Promise<Blocks>;
  /** The things of the service that belong to no version, in words. */
  unversioned(version: number): Promise<string[]>;
  /** Whether a product is enabled. Undefined when Fastly does not say. */
  hasProduct(product: string): Promise<boolean | undefined>;
  /** The versionless domains that lead to the service. */
  managedDomains(): Promise<ManagedDomain[]>;
  /** The parts of a version whose kinds are not in the state, in words. */
  unseen(version: number, state: Record<string, unknown>): Promise<string[]>;
}

/** What is live in an account. */
export interface Live {
  service(id: string): LiveService;
  /**
   * What Fastly says of the service that a manifest names. Undefined when the API is a stand-in on this machine that
   * does not have the id. The service is at Fastly then, and does not matter here.
   */
  named(id: string): Promise<Lookup | undefined>;
  /** What Fastly says of the API token. Undefined when that cannot be read. */
  token(): Promise<TokenFacts | undefined>;
  /** The id of the service of this name. */
  idOfName(name: string): Promise<string | undefined>;
  /** The id of the store of this name. */
  idOfStore(kind: LinkedKind, name: string): Promise<string | undefined>;
}

/** Reads everything once, with these credentials. */
export function liveWith(credentials: Credentials): Live {
  return liveAt(() => clientOf(credentials));
}

/**
 * Reads everything once.
 *
 * @param connect gives the client at the first read. A preview may not know the token yet, and may have nothing to
 * read.
 */
export function liveAt(connect: () => Promise<FastlyClient>): Live {
  const once = memory();
  const by = <T>(read: (client: FastlyClient) => Promise<T>) => once("client", connect).then(read);
  const service = (id: string): LiveService => {
    const details = async () => {
      const found = await service(id).lookUp();
      if (found.state === "unknown") {
        throw found.error;
      }
      return found.state === "exists" ? found.service : undefined;
    };
    return {
      id,
      lookUp: () => once(`service ${id}`, () => by((client) => lookUpService(client, id))),
      details,
      async content(version) {
        const wanted = version ?? (await details())?.version;
        return wanted === undefined
          ? undefined
          : once(`content ${id} ${wanted}`, () => by((client) => readVersion(client, id, wanted, COMPARED)));
      },
      links: (version) => once(`links ${id} ${version}`, () => by((client) => readLinks(client, id, version))),
      packageHash: (version) =>
        once(`package ${id} ${version}`, () => by((client) => readPackageHash(client, id, version))),
      items: (dictionary) =>
        once(`items ${id} ${dictionary}`, () => by((client) => readDictionaryItems(client, id, dictionary))),
      async blocks() {
        const version = (await details())?.version;
        return version === undefined
          ? {}
          : (await once(`whole ${id} ${version}`, () => by((client) => readWhole(client, id, version)))).blocks;
      },
      unversioned: (version) =>
        once(`unversioned ${id} ${version}`, () => by((client) => readUnversioned(client, id, version))),
      hasProduct: (product) =>
        once(`product ${id} ${product}`, () => by((client) => productState(client, product, id))),
      managedDomains: () => once(`domains ${id}`, () => by((client) => managedDomainsOf(client, id))),
      unseen: (version, state) =>
        readUnseen(
          (path) => once(`names ${id} ${version} ${path}`, () => by((client) => readNames(client, id, version, path))),
          state,
        ),
    };
  };
  return {
    service,
    async named(id) {
      const found = await service(id).lookUp();
      const isAnothers = found.state === "gone" && !found.deleted && (await by(async ({ isStandIn }) => isStandIn));
      return isAnothers ? undefined : found;
    },
    token: () => once("token", () => by(readToken)),
    idOfName: (name) => once(`name ${name}`, () => by((client) => findServiceByName(client, name))),
    idOfStore: (kind, name) => once(`${kind.linked.api} ${name}`, () => by((client) => kind.linked.find(client, name))),
  };
}

function memory() {
  const read = new Map<string, Promise<unknown>>();
  return <T>(what: string, how: () => Promise<T>): Promise<T> => {
    const there = (read.get(what) as Promise<T> | undefined) ?? how();
    read.set(what, there);
    return there;
  };
}
