import type { MadeDomains, NewDomain } from "../../../sdk/checks/domains";
import type { Update } from "../../../sdk/checks/update";
import type { ManagedDomain } from "../../../sdk/fastly/domains";
import type { Cases } from "../case";
import { adoption, ID, OTHER, setup, update } from "../given";
import { live, type World } from "../situations";

const versionless = setup({
  domains: [{ facts: { name: "www.example.com" }, classic: false, versionless: { name: "www.example.com" } }],
});

/** The update that turns a classic domain into a versionless one. */
function moving(world: World, declared: object = {}): Update {
  return update({ setup: versionless, before: { domains: [{ name: "WWW.example.com" }] }, declared }, world);
}

const [OLD_NAME, NEW_NAME] = ["shop-0123456789.edgecompute.app", "shop-9876543210.edgecompute.app"];

/** The update that replaces a generated domain. */
function renaming(given: object = {}): Update {
  const [before, declared] = [OLD_NAME, NEW_NAME].map((name) => ({
    domains: [{ name }],
    package: { filename: "pkg/shop.tar.gz" },
  }));
  const generated = setup({ domains: [{ facts: { name: NEW_NAME, generated: true }, classic: true }] });
  return update({ setup: generated, before, declared, isStateKnown: true, ...given });
}

function newDomain(there: ManagedDomain | undefined, service: string | undefined = ID): NewDomain {
  return { name: "edge", domain: "www.example.com", service, there };
}

function madeDomains(linked: string[], there?: ManagedDomain, declared = versionless, had = true): MadeDomains {
  const world = live({ managedDomains: linked }).service(ID);
  const [isInState, urnOf] = [async () => had, () => "urn:of:it"];
  return { setup: declared, id: ID, live: world, there: async () => there, isInState, urnOf };
}

export const CASES: Cases = {
  "generated-domain-moves": [
    [renaming(), `would answer for ${NEW_NAME}, and no longer for ${OLD_NAME}`],
    // The domain is added, kept beside the other one, or made by hand. Or the preview does not know what the up does.
    [renaming({ before: { domains: [] } }), undefined],
    [renaming({ before: { domains: [{ name: OLD_NAME }, { name: NEW_NAME }] } }), undefined],
    [renaming({ before: { domains: [{ name: "a.edgecompute.app" }] } }), undefined],
    [renaming({ declared: { domains: [{ name: OLD_NAME }, { name: NEW_NAME }] } }), undefined],
    [renaming({ isPreview: true, isStateKnown: false }), undefined],
    [renaming({ setup: setup() }), undefined],
  ],
  "domain-moves": [
    [moving({}), "would move www.example.com from [domains] to [versionlessDomains] in one run"],
    [moving({ managedDomains: ["www.example.com"] }), undefined],
    [moving({}, { domains: [{ name: "www.example.com" }] }), undefined],
    [update({ before: { domains: [{ name: "www.example.com" }] }, declared: {} }), undefined],
  ],
  "domain-there": [
    [newDomain({ id: "DM1", fqdn: "www.example.com", service: OTHER }), `the domain leads to the service ${OTHER}`],
    [newDomain({ id: "DM1", fqdn: "www.example.com", service: undefined }), "the domain leads to no service"],
    [
      newDomain({ id: "DM1", fqdn: "www.example.com", service: undefined }, undefined),
      "the domain leads to no service",
    ],
    [
      {
        ...newDomain({ id: "DM1", fqdn: "www.example.com", service: OTHER }),
        former: { stack: "prod", described: 'the stack "prod"', urn: "urn:of:it" },
      },
      "pulumi state delete --stack prod --target-dependents 'urn:of:it'",
    ],
    [newDomain({ id: "DM1", fqdn: "www.example.com", service: ID }), undefined],
    [newDomain(undefined), undefined],
  ],
  "domains-undeclared": [
    adoption({ managedDomains: ["www.example.com"] }).then((each) => [
      each,
      '{ versionlessDomains: { "www.example.com": {} } }',
    ]),
    adoption({ managedDomains: ["www.example.com"] }, { setup: versionless }).then((each) => [each, undefined]),
    adoption({ managedDomains: new Error("no such thing") }).then((each) => [each, undefined]),
    adoption().then((each) => [each, undefined]),
  ],
  "domain-not-live": [
    [madeDomains([]), `The domain www.example.com of the service ${ID} was deleted at Fastly`],
    [madeDomains([], { id: "DM1", fqdn: "www.example.com", service: OTHER }), `leads to ${OTHER} instead of`],
    [madeDomains([], { id: "DM1", fqdn: "www.example.com", service: undefined }), "leads to no service instead of"],
    [madeDomains(["www.example.com"]), undefined],
    [madeDomains([], undefined, setup()), undefined],
    [madeDomains([], undefined, versionless, false), "out (by --target or --exclude)"],
  ],
};
