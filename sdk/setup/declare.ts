import type * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import type { Credentials } from "../fastly/credentials";
import type { Manifest } from "../manifest";
import type { ResolvedSetup } from ".";
import { Backend } from "./backends";
import { ConfigStore, makeConfigStore } from "./configStores";
import { Dictionary, dictionaryBlock } from "./dictionaries";
import { Domain, domainBlock } from "./domains";
import { defined } from "./inputs";
import { KvStore, makeKvStore } from "./kvStores";
import { LogEndpoint, logBlocks } from "./logEndpoints";
import { Product } from "./products";
import { makeSecretStore, SecretStore } from "./secretStores";
import { StoreReview } from "./storeReview";
import type { MadeStore, StoreLink } from "./stores";

/** What is declared of one component. */
export interface Declaration {
  /** The component's name. */
  name: string;
  setup: ResolvedSetup;
  component: pulumi.ComponentResource;
  credentials: Credentials;
  /** What has to be there before the component is. */
  after: pulumi.ComponentResourceOptions["dependsOn"];
  args: { comment?: string };
  project: { serviceName: string; manifest: Manifest };
}

/** Registers one childless component per thing of the setup, for reviewers and policies. */
export function declareChildren({ name: prefix, setup, component }: Declaration): pulumi.ComponentResource[] {
  const opts = { parent: component };
  const named = (name: string) => `${prefix}-${name}`;
  return [
    ...setup.domains.map((domain) => new Domain(named(domain.generated ? "generated" : domain.name), domain, opts)),
    ...setup.backends.map(({ name, facts }) => new Backend(named(name), facts, opts)),
    ...setup.dictionaries.map(({ name, facts }) => new Dictionary(named(name), facts, opts)),
    ...setup.configStores.map(({ facts }) => new ConfigStore(named(facts.name), facts, opts)),
    ...setup.kvStores.map(({ facts }) => new KvStore(named(facts.name), facts, opts)),
    ...setup.secretStores.map(({ facts }) => new SecretStore(named(facts.name), facts, opts)),
    ...setup.logEndpoints.map(({ name, facts }) => new LogEndpoint(named(name), facts, opts)),
    ...setup.products.facts.map((facts) => new Product(named(facts.name), facts, opts)),
  ];
}

/** Makes the stores and fills them, so that a version never goes live without its data. */
export function makeStores(
  { name, setup, credentials, after }: Declaration,
  options: pulumi.CustomResourceOptions,
  children: pulumi.ComponentResource[],
): MadeStore[] {
  const opts = { ...options, after };
  const made = [
    ...setup.configStores.map((store) => makeConfigStore(name, store, credentials, opts)),
    ...setup.kvStores.map((store) => makeKvStore(name, store, credentials, opts)),
    ...setup.secretStores.map((store) => makeSecretStore(name, store, credentials, opts)),
  ];
  for (const store of made) {
    for (const child of children) {
      if (child instanceof StoreReview && child.facts === store.facts) {
        child.tell(store);
      }
    }
  }
  return made;
}

/** What the service resource is given, besides its package. */
export function serviceArgs({ args, project, setup }: Declaration, links: StoreLink[]): fastly.ServiceComputeArgs {
  return defined({
    name: project.serviceName,
    // Without one the provider writes "Managed by Terraform".
    comment: args.comment ?? (project.manifest.description || ""),
    domains: setup.domains.map(domainBlock),
    backends: nonEmpty(setup.backends.map(({ block }) => block)),
    healthchecks: nonEmpty(setup.backends.flatMap(({ healthcheck }) => healthcheck ?? [])),
    dictionaries: nonEmpty(setup.dictionaries.map(dictionaryBlock)),
    resourceLinks: nonEmpty(links),
    productEnablement: setup.products.block as fastly.ServiceComputeArgs["productEnablement"],
    ...logBlocks(setup.logEndpoints),
  });
}

/** An empty list would be a property of the service that differs from an absent one for ever. */
function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
