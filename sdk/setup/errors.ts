import { catalogue } from "../errors/catalogue";
import { asSentence, howToSet } from "../errors/commands";

/** Errors in what a service is declared to have. */
export const setupError = catalogue({
  "value-missing": {
    what: "A required value is missing: the program, the configuration and the manifest do not have it.",
    why: "The Fastly CLI would ask for the value. The component cannot ask, and does not guess.",
    examples: [
      {
        what: 'The backend "api"',
        lacks: "address",
        how: howToSet("edge", ["backends", "api", "address"], "<hostname or IP address>"),
      },
    ],
    explain: ({ what, lacks, how }: { what: string; lacks: string; how: string }) => ({
      problem: `${what} has no ${lacks}`,
      remedy: asSentence(how),
    }),
  },
  "value-of-other-type": {
    what: "A value does not match its `input_type` in the manifest.",
    why: "The program at the edge expects a value of this type. The value is not shown because it may be a secret.",
    examples: [{ what: 'The item "limit" of the dictionary "settings"', wanted: "a number", type: "number" }],
    explain: ({ what, wanted, type }: { what: string; wanted: string; type: string | undefined }) => ({
      problem: `${what} is not ${wanted}`,
      remedy: `Give ${wanted}: the manifest says input_type = "${type}".`,
    }),
  },
  "value-too-long": {
    what: "A value is longer than Fastly allows.",
    why: "Fastly documents a limit for each kind of store.",
    examples: [{ what: 'The item "page" of the dictionary "settings"', size: "9000 characters", limit: 8000 }],
    explain: ({ what, size, limit }: { what: string; size: string; limit: number }) => ({
      problem: `${what} has ${size}`,
      remedy: `Give a shorter value: Fastly allows at most ${limit}.`,
    }),
  },
  "secret-empty": {
    what: "A secret has an empty value.",
    why: "Fastly accepts no empty secret.",
    examples: [{ what: 'The secret "TOKEN" of the secret store "keys"' }],
    explain: ({ what }: { what: string }) => ({
      problem: `${what} is empty`,
      remedy: "Give the secret a value: Fastly accepts no empty secret.",
    }),
  },
  "secret-name-unfit": {
    what: "Fastly does not accept the name of a secret.",
    why: "The name of a secret has only letters, digits, dots, dashes and underscores.",
    examples: [{ name: "my token", store: "keys", limit: 255 }],
    explain: ({ name, store, limit }: { name: string; store: string; limit: number }) => ({
      problem: `"${name}" of the secret store "${store}" cannot be the name of a secret`,
      remedy: `Use at most ${limit} letters, digits, dots, dashes and underscores.`,
    }),
  },
  "key-length": {
    what: "A key is empty, or longer than Fastly allows.",
    why: "Fastly limits the keys of each kind of store.",
    examples: [{ noun: "dictionary", name: "settings", length: 300, start: "aaaa", limit: 256 }],
    explain: (facts: {
      noun: string;
      name: string | undefined;
      length: number;
      /** The unit of the limit. Default: characters. */
      unit?: string;
      start: string;
      limit: number;
    }) => ({
      problem: `A key of the ${facts.noun} "${facts.name}" has ${facts.length} ${facts.unit ?? "characters"}: "${facts.start}"`,
      remedy: `Use another key: Fastly allows keys of 1 to ${facts.limit} ${facts.unit ?? "characters"}.`,
    }),
  },
  "key-lost": {
    what: "A key has a special meaning in JavaScript.",
    why: "Pulumi's SDK loses the value of such a key.",
    examples: [{ noun: "KV store", name: "pages", key: "__proto__" }],
    explain: ({ noun, name, key }: { noun: string; name: string | undefined; key: string }) => ({
      problem: `The ${noun} "${name}" cannot have the key "${key}"`,
      remedy: "Use another key: Pulumi's SDK loses the value of this key.",
    }),
  },
  "kv-key-unfit": {
    what: "A KV store has a key that Fastly does not accept.",
    why: "A key is part of a URL at Fastly. Some characters have another meaning there.",
    examples: [{ store: "pages", key: "what?" }],
    explain: ({ store, key }: { store: string; key: string }) => ({
      problem: `The KV store "${store}" cannot have the key ${JSON.stringify(key)}`,
      remedy:
        'Use another key. Fastly does not accept ".", "..", or keys that begin with ".well-known/acme-challenge/".\n' +
        "Fastly does not accept line breaks or the characters # ; ? ^ | either.",
    }),
  },
  "items-many": {
    what: "A store has more items than Fastly allows by default.",
    why: "This is a warning, because Fastly's support can raise the limit of an account.",
    examples: [{ noun: "dictionary", name: "settings", count: 1200, limit: 1000 }],
    explain: ({
      noun,
      name,
      count,
      limit,
    }: {
      noun: string;
      name: string | undefined;
      count: number;
      limit: number;
    }) => ({
      problem: `The ${noun} "${name}" has ${count} items`,
      remedy: `Use a KV store for more than ${limit} items, or ask Fastly's support to raise the limit.`,
    }),
  },
  "name-length": {
    what: "A name is empty, or longer than Fastly allows.",
    why: "Fastly limits the length of names.",
    examples: [{ noun: "backend", name: '""', length: 0, limit: 255 }],
    explain: ({ noun, name, length, limit }: { noun: string; name: string; length: number; limit: number }) => ({
      problem: `The name of the ${noun} ${name} has ${length} characters`,
      remedy: `Use another name: Fastly allows names of 1 to ${limit} characters.`,
    }),
  },
  "name-unprintable": {
    what: "A name has control characters.",
    why: "Control characters are invisible in messages and on web pages.",
    examples: [{ noun: "backend", name: '"a\\u0007"' }],
    explain: ({ noun, name }: { noun: string; name: string }) => ({
      problem: `The name of the ${noun} ${name} has control characters`,
      remedy: "Use a name without control characters.",
    }),
  },
  "dictionary-name-unfit": {
    what: "A dictionary has a name that Fastly does not accept.",
    why: "The name of a dictionary begins with a letter. Only letters, digits, underscores and spaces follow.",
    examples: [{ name: "1st" }],
    explain: ({ name }: { name: string }) => ({
      problem: `Fastly does not accept "${name}" as the name of a dictionary`,
      remedy: "Use another name: a letter first, then only letters, digits, underscores and spaces.",
    }),
  },
  "domain-unfit": {
    what: "An entry of `domains` is not a domain name.",
    why: "Fastly accepts bare names, without scheme, port or path.",
    examples: [{ name: "https://www.example.com" }],
    explain: ({ name }: { name: string }) => ({
      problem: `Expected [domains] to hold domain names but got "${name}"`,
      remedy: 'Give bare names such as "www.example.com", without scheme, port or path.',
    }),
  },
  "domain-twice": {
    what: "A domain is in `domains` twice.",
    why: "Upper and lower case count as the same. A service has each domain once.",
    examples: [{ name: "www.example.com" }],
    explain: ({ name }: { name: string }) => ({
      problem: `The domain "${name}" is given twice in [domains]`,
      remedy: "Remove one of the two.",
    }),
  },
  "comment-of-no-domain": {
    what: "A key of `domainComments` is not a classic domain of the service.",
    why: "The comment would have no effect. A versionless domain has a `description` instead.",
    examples: [{ name: "ww.example.com" }],
    explain: ({ name }: { name: string }) => ({
      problem: `"${name}" of [domainComments] is not in [domains]`,
      remedy: `Add "${name}" to [domains], or remove its comment. A versionless domain has a [description] instead.`,
    }),
  },
  "versionless-domain-unfit": {
    what: "A key of `versionlessDomains` is not a domain name.",
    why: "A domain name has no scheme, port or path.",
    examples: [{ name: "https://www.example.com/" }],
    explain: ({ name }: { name: string }) => ({
      problem: `Expected the keys of [versionlessDomains] to be domain names but got "${name}"`,
      remedy: 'Give bare names: { "www.example.com": {} }.',
    }),
  },
  "versionless-domain-twice": {
    what: "A domain is in `versionlessDomains` twice.",
    why: "Upper and lower case count as the same. A domain leads to a service once.",
    examples: [{ name: "WWW.example.com" }],
    explain: ({ name }: { name: string }) => ({
      problem: `The domain "${name}" is given twice in [versionlessDomains]`,
      remedy: "Remove one of the two.",
    }),
  },
  "backend-address-unfit": {
    what: "The address of a backend is not a hostname or an IP address.",
    why: "No request could reach such an address. Scheme, port and path are not part of an address.",
    examples: [{ place: '"setup.backends.api.address"', shown: '"https://api.example.com"' }],
    explain: ({ place, shown }: { place: string; shown: string }) => ({
      problem: `Expected ${place} to be a hostname or an IP address but got ${shown}`,
      remedy: "Give the bare address, without scheme, port or path. The port has a key of its own: port.",
    }),
  },
  "healthcheck-name-twice": {
    what: "Two backends have a health check of the same name, but with different settings.",
    why: "A service has only one health check of a name.",
    examples: [{ name: "up" }],
    explain: ({ name }: { name: string }) => ({
      problem: `Two backends have a health check "${name}", but with different settings`,
      remedy: "Give one health check another [healthcheck.name], or give both the same settings.",
    }),
  },
  "backend-port-unfit": {
    what: "The port of a backend is not a valid port.",
    why: "A port is a whole number from 1 to 65535.",
    examples: [{ place: "[backends.api.port]", shown: "70000" }],
    explain: ({ place, shown }: { place: string; shown: string }) => ({
      problem: `Expected ${place} to be a port but got ${shown}`,
      remedy: "Give a whole number from 1 to 65535.",
    }),
  },
  "backend-port-unusual": {
    what: "A backend has a port other than 80 and 443.",
    why: "Fastly documents that a Compute service can reach the ports 80 and 443. Fastly's support can open others.",
    examples: [
      { name: "api", shown: "8080" },
      { name: "api", shown: "8080", plain: howToSet("edge", ["backends", "api", "useSsl"], "false") },
    ],
    explain: ({ name, shown, plain }: { name: string; shown: string; plain?: string }) => ({
      problem:
        `The backend "${name}" has port ${shown}, but Fastly documents only 80 and 443 for Compute services` +
        (plain === undefined ? "" : "; by default, every port but 80 uses TLS"),
      remedy:
        "Use port 80 or 443, unless Fastly's support has opened the port for your account." +
        (plain === undefined ? "" : ` For HTTP without TLS, ${plain}`),
    }),
  },
  "version-of-provider": {
    what: "An argument needs another major version of `@pulumi/fastly`.",
    why: "The installed version of the provider does not know this setting, and would ignore it.",
    examples: [
      { argument: "backends.api.maxUse", needed: 12, installed: 11 },
      { argument: "products.ngwaf.trafficRamp", needed: 11, installed: 12 },
    ],
    explain: ({ argument, needed, installed }: { argument: string; needed: number; installed: number }) => ({
      problem: `[${argument}] needs version ${needed} of @pulumi/fastly, but version ${installed} is installed`,
      remedy:
        needed > installed
          ? `Run: npm install @pulumi/fastly@${needed}\n  Or remove [${argument}].`
          : `Remove [${argument}]: the newer version has no such setting.`,
    }),
  },
  "product-not-by-provider": {
    what: "The manifest enables a product that the Fastly provider cannot enable.",
    why: "The provider cannot enable this product for Compute services, or only a newer version can.",
    examples: [
      { product: "origin_inspector", isForCompute: true },
      { product: "brotli_compression", isForCompute: false },
      { product: "bot_management", isForCompute: true, needs: 12 },
    ],
    explain: ({ product, isForCompute, needs }: { product: string; isForCompute: boolean; needs?: number }) => {
      const byHand =
        "enable = false here, and run pulumi up. Then enable the product in Fastly's web interface, or run:\n" +
        `    fastly products --enable=${product} --service-id=<id>`;
      if (needs !== undefined) {
        return {
          problem: `The product "${product}" cannot be enabled by version ${needs - 1} of the Fastly provider`,
          remedy: `Run: npm install @pulumi/fastly@${needs}\n  Or set ${byHand}`,
        };
      }
      return {
        problem: `The product "${product}" cannot be enabled by the Fastly provider for a Compute service`,
        remedy: isForCompute
          ? `Set ${byHand}`
          : "Set enable = false here: Fastly has this product only for VCL services.",
      };
    },
  },
  "image-optimizer-unfit": {
    what: "A setting of the Image Optimizer has a value that Fastly does not accept.",
    why: "Fastly would refuse the whole version half-way.",
    examples: [{ setting: "jpegQuality", wanted: "a whole number from 1 to 100", shown: "0" }],
    explain: ({ setting, wanted, shown }: { setting: string; wanted: string; shown: string }) => ({
      problem: `Expected [imageOptimizer.${setting}] to be ${wanted} but got ${shown}`,
      remedy: `Correct [imageOptimizer.${setting}].`,
    }),
  },
  "product-setting-unfit": {
    what: "A setting of a product has a value that Fastly does not accept.",
    why: "Fastly would refuse the whole version half-way.",
    examples: [{ product: "ddos_protection", key: "mode", wanted: "log or block", shown: '"blocking"' }],
    explain: ({ product, key, wanted, shown }: { product: string; key: string; wanted: string; shown: string }) => ({
      problem: `Expected "setup.products.${product}.${key}" to be ${wanted} but got ${shown}`,
      remedy: `Correct "${key}".`,
    }),
  },
});
