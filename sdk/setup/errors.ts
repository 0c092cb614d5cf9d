import { catalogue } from "../errors/catalogue";

/** Errors in what a service is declared to have. */
export const setupError = catalogue({
  "value-missing": {
    what: "Neither the program nor the configuration nor the manifest gives a value that is needed.",
    why: "The Fastly CLI would ask for the value. The component cannot ask, and makes up none.",
    examples: [
      {
        what: 'The backend "api"',
        lacks: "address",
        command: "pulumi config set --path 'fastly-compute:edge.backends.api.address' <hostname or IP address>",
      },
    ],
    tell: ({ what, lacks, command }: { what: string; lacks: string; command: string }) => ({
      problem: `${what} has no ${lacks}`,
      remedy: `Run: ${command}`,
    }),
  },
  "value-of-other-type": {
    what: "A value is not of the kind that its `input_type` in the manifest says.",
    why: "The program at the edge expects a value of this kind. The value is not shown, as it may be a secret.",
    examples: [{ what: 'The item "limit" of the dictionary "settings"', wanted: "a number", type: "number" }],
    tell: ({ what, wanted, type }: { what: string; wanted: string; type: string | undefined }) => ({
      problem: `${what} is not ${wanted}`,
      remedy: `Give a value of this kind: its input_type is "${type}".`,
    }),
  },
  "value-too-long": {
    what: "A value is longer than Fastly takes.",
    why: "Fastly documents a limit for each kind of store.",
    examples: [{ what: 'The item "page" of the dictionary "settings"', size: "9000 characters", limit: 8000 }],
    tell: ({ what, size, limit }: { what: string; size: string; limit: number }) => ({
      problem: `${what} has ${size}`,
      remedy: `Give a shorter value: Fastly takes at most ${limit}.`,
    }),
  },
  "secret-empty": {
    what: "A secret has an empty value.",
    why: "Fastly takes no empty secret.",
    examples: [{ what: 'The secret "TOKEN" of the secret store "keys"' }],
    tell: ({ what }: { what: string }) => ({
      problem: `${what} is empty`,
      remedy: "Give it a value: Fastly takes no empty secret.",
    }),
  },
  "secret-name-unfit": {
    what: "A secret has a name that Fastly does not take.",
    why: "The names of secrets have letters, digits, dots, dashes and underscores only.",
    examples: [{ name: "my token", store: "keys", limit: 255 }],
    tell: ({ name, store, limit }: { name: string; store: string; limit: number }) => ({
      problem: `"${name}" of the secret store "${store}" cannot be the name of a secret`,
      remedy: `Use up to ${limit} letters, digits, dots, dashes and underscores.`,
    }),
  },
  "key-length": {
    what: "A key is empty, or longer than Fastly takes.",
    why: "Fastly limits the keys of each kind of store.",
    examples: [{ noun: "dictionary", name: "settings", length: 300, start: "aaaa", limit: 256 }],
    tell: (facts: {
      noun: string;
      name: string | undefined;
      length: number;
      /** The unit of the limit. Default: characters. */
      unit?: string;
      start: string;
      limit: number;
    }) => ({
      problem: `A key of the ${facts.noun} "${facts.name}" has ${facts.length} ${facts.unit ?? "characters"}: "${facts.start}"`,
      remedy: `Use another key: Fastly takes keys of 1 to ${facts.limit} ${facts.unit ?? "characters"}.`,
    }),
  },
  "key-lost": {
    what: "A key is one that JavaScript does not take for a key.",
    why: "Pulumi's SDK would pass on everything but its value.",
    examples: [{ noun: "KV store", name: "pages", key: "__proto__" }],
    tell: ({ noun, name, key }: { noun: string; name: string | undefined; key: string }) => ({
      problem: `The ${noun} "${name}" cannot have the key "${key}"`,
      remedy: "Use another one: Pulumi loses what is under that key on its way.",
    }),
  },
  "kv-key-unfit": {
    what: "A KV store has a key that Fastly does not take.",
    why: "A key is part of an address at Fastly, where some characters mean something else.",
    examples: [{ store: "pages", key: "what?" }],
    tell: ({ store, key }: { store: string; key: string }) => ({
      problem: `The KV store "${store}" cannot have the key ${JSON.stringify(key)}`,
      remedy:
        'Use another key. Fastly takes no "." or "..", and nothing that begins with ".well-known/acme-challenge/".\n' +
        "Line breaks and # ; ? ^ | are not taken either.",
    }),
  },
  "items-many": {
    what: "A store has more items than Fastly takes by default.",
    why: "The limit of an account can be raised by Fastly's support. So this is a warning.",
    examples: [{ noun: "dictionary", name: "settings", count: 1200, limit: 1000 }],
    tell: ({ noun, name, count, limit }: { noun: string; name: string | undefined; count: number; limit: number }) => ({
      problem: `The ${noun} "${name}" has ${count} items`,
      remedy: `Use a KV store, which holds more. Unless support raised the limit, Fastly takes ${limit}.`,
    }),
  },
  "name-length": {
    what: "Something has an empty name, or one that is longer than Fastly takes.",
    why: "Fastly limits the names of what a service consists of.",
    examples: [{ noun: "backend", name: '""', length: 0, limit: 255 }],
    tell: ({ noun, name, length, limit }: { noun: string; name: string; length: number; limit: number }) => ({
      problem: `The name of the ${noun} ${name} has ${length} characters`,
      remedy: `Use another name: Fastly takes names of 1 to ${limit} characters.`,
    }),
  },
  "name-unprintable": {
    what: "Something has a name with control characters.",
    why: "Nobody sees such characters, in no message and no web page.",
    examples: [{ noun: "backend", name: '"a\\u0007"' }],
    tell: ({ noun, name }: { noun: string; name: string }) => ({
      problem: `The name of the ${noun} ${name} has control characters`,
      remedy: "Use a name without them.",
    }),
  },
  "dictionary-name-unfit": {
    what: "A dictionary has a name that Fastly does not take.",
    why: "The name of a dictionary begins with a letter.",
    examples: [{ name: "1st" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The dictionary "${name}" cannot have this name`,
      remedy: "Use another name: it begins with a letter, and has letters, digits, underscores and spaces only.",
    }),
  },
  "domain-unfit": {
    what: "Something in `domains` is not the name of a domain.",
    why: "Fastly takes bare names, without scheme, port or path.",
    examples: [{ name: "https://www.example.com" }],
    tell: ({ name }: { name: string }) => ({
      problem: `Expected [domains] to hold domain names but got "${name}"`,
      remedy: 'Give bare names such as "www.example.com", without scheme, port or path.',
    }),
  },
  "domain-twice": {
    what: "A domain is in `domains` twice.",
    why: "Names are compared without regard to case. A service has a domain once.",
    examples: [{ name: "www.example.com" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The domain "${name}" is given twice in [domains]`,
      remedy: "Remove one of them.",
    }),
  },
  "comment-of-no-domain": {
    what: "A key of `domainComments` is no classic domain of the service.",
    why: "The comment would be left out without a word. A versionless domain has a `description`.",
    examples: [{ name: "ww.example.com" }],
    tell: ({ name }: { name: string }) => ({
      problem: `"${name}" of [domainComments] is not in [domains]`,
      remedy: `Add it to [domains], or remove it. A versionless domain has a [description].`,
    }),
  },
  "versionless-domain-unfit": {
    what: "A key of `versionlessDomains` is not the name of a domain.",
    why: "A domain has no scheme, port or path.",
    examples: [{ name: "https://www.example.com/" }],
    tell: ({ name }: { name: string }) => ({
      problem: `Expected the keys of [versionlessDomains] to be domain names but got "${name}"`,
      remedy: 'Give bare names: { "www.example.com": {} }.',
    }),
  },
  "versionless-domain-twice": {
    what: "A domain is in `versionlessDomains` twice.",
    why: "Names are compared without regard to case. A domain leads to a service once.",
    examples: [{ name: "WWW.example.com" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The domain "${name}" is given twice in [versionlessDomains]`,
      remedy: "Remove one of them.",
    }),
  },
  "backend-address-unfit": {
    what: "The address of a backend is not a hostname or an IP address.",
    why: "No request could reach such an address. Scheme, port and path are not part of it.",
    examples: [{ place: '"setup.backends.api.address"', shown: '"https://api.example.com"' }],
    tell: ({ place, shown }: { place: string; shown: string }) => ({
      problem: `Expected ${place} to be a hostname or an IP address but got ${shown}`,
      remedy: "Give the bare address; scheme, port and path do not belong to it (the port is a key of its own).",
    }),
  },
  "healthcheck-name-twice": {
    what: "Two backends name one health check, and say different things of it.",
    why: "Fastly has one health check of a name.",
    examples: [{ name: "up" }],
    tell: ({ name }: { name: string }) => ({
      problem: `Two backends have a health check "${name}" with other settings`,
      remedy: "Give one of them another [healthcheck.name], or both the same settings.",
    }),
  },
  "backend-port-unfit": {
    what: "The port of a backend is no port.",
    why: "A port is a whole number from 1 to 65535.",
    examples: [{ place: "[backends.api.port]", shown: "70000" }],
    tell: ({ place, shown }: { place: string; shown: string }) => ({
      problem: `Expected ${place} to be a port but got ${shown}`,
      remedy: "Give a whole number from 1 to 65535.",
    }),
  },
  "backend-port-unusual": {
    what: "A backend has another port than 80 and 443.",
    why: "Fastly documents these as the ports that a Compute service can reach. Support can open others.",
    examples: [
      { name: "api", shown: "8080" },
      { name: "api", shown: "8080", plain: "pulumi config set --path 'fastly-compute:edge.backends.api.useSsl' false" },
    ],
    tell: ({ name, shown, plain }: { name: string; shown: string; plain?: string }) => ({
      problem:
        `The backend "${name}" has port ${shown}, but Fastly documents 80 and 443 as the ports that a Compute service can reach` +
        (plain === undefined ? "" : "; it is reached by TLS, as every port but 80"),
      remedy:
        "Use one of them, unless Fastly's support has opened the port for your account." +
        (plain === undefined ? "" : ` For HTTP without TLS, run: ${plain}`),
    }),
  },
  "version-of-provider": {
    what: "An argument needs another major version of `@pulumi/fastly`.",
    why: "The installed version of the provider has no such setting, and would drop it without a word.",
    examples: [
      { argument: "backends.api.maxUse", needed: 12, installed: 11 },
      { argument: "products.ngwaf.trafficRamp", needed: 11, installed: 12 },
    ],
    tell: ({ argument, needed, installed }: { argument: string; needed: number; installed: number }) => ({
      problem: `[${argument}] needs version ${needed} of @pulumi/fastly, and ${installed} is installed`,
      remedy:
        needed > installed
          ? `Run: npm install @pulumi/fastly@${needed}\n  or leave it out.`
          : "Leave it out: the newer version has no such setting.",
    }),
  },
  "product-not-by-provider": {
    what: "The manifest enables a product that the Fastly provider cannot enable.",
    why: "The provider has no such product for Compute services, or its installed version has none.",
    examples: [{ product: "api_discovery" }, { product: "bot_management", needs: 12 }],
    tell: ({ product, needs }: { product: string; needs?: number }) => ({
      problem:
        needs === undefined
          ? `The product "${product}" cannot be enabled by the Fastly provider for a Compute service`
          : `The product "${product}" cannot be enabled by version ${needs - 1} of the Fastly provider`,
      remedy:
        needs === undefined
          ? `Set enable = false here, and enable it in Fastly's web interface, or run: fastly products --enable=${product}`
          : `Run: npm install @pulumi/fastly@${needs}\n  or set enable = false here, and run: fastly products --enable=${product}`,
    }),
  },
  "image-optimizer-unfit": {
    what: "A setting of the Image Optimizer is none of those that Fastly takes.",
    why: "Fastly would refuse the whole version, when most of it is made.",
    examples: [{ setting: "jpegQuality", wanted: "a whole number from 1 to 100", shown: "0" }],
    tell: ({ setting, wanted, shown }: { setting: string; wanted: string; shown: string }) => ({
      problem: `Expected [imageOptimizer.${setting}] to be ${wanted} but got ${shown}`,
      remedy: `Correct the ${setting}.`,
    }),
  },
  "product-setting-unfit": {
    what: "A setting of a product is none of those that Fastly takes.",
    why: "Fastly would refuse the whole version, when most of it is made.",
    examples: [{ product: "ddos_protection", key: "mode", wanted: "log or block", shown: '"blocking"' }],
    tell: ({ product, key, wanted, shown }: { product: string; key: string; wanted: string; shown: string }) => ({
      problem: `Expected "setup.products.${product}.${key}" to be ${wanted} but got ${shown}`,
      remedy: `Correct the ${key}.`,
    }),
  },
});
