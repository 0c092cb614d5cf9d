import type { Difference } from "./snapshot";

/** Why a difference is as it should be. `better`: what the manifest declares is there, and with the CLI it is not. */
export interface Reason {
  name: string;
  verdict: "better" | "differ";
  why: string;
}

interface Rule extends Reason {
  applies(difference: Difference): boolean;
}

/** All reasons there are. A difference that none of them explains is a defect. */
const RULES: Rule[] = [
  {
    name: "log endpoint",
    verdict: "better",
    why: "the CLI prints [setup.log_endpoints] and makes none",
    applies: ({ path, cli }) => path.startsWith("log.") && cli === undefined,
  },
  {
    name: "dictionary",
    verdict: "better",
    why: "the CLI ignores [setup.dictionaries] since version 4",
    applies: ({ path, cli }) => path.startsWith("dictionary.") && cli === undefined,
  },
  {
    name: "placeholder",
    verdict: "better",
    why: 'for a value that nobody gave the CLI stores the text "example"; here it has to be given',
    applies: ({ path, cli }) => path.startsWith("store.") && cli === "example",
  },
  {
    name: "placeholder address",
    verdict: "better",
    why: "for an address that nobody gave the CLI takes 127.0.0.1; here it has to be given",
    applies: ({ path, cli, ours }) =>
      path.startsWith("backend.") && [cli, ours].some((value) => value === "127.0.0.1" || isFilledIn(value)),
  },
  {
    name: "no origin",
    verdict: "better",
    why: "for a service without backends the CLI makes one named originless, which leads nowhere",
    applies: ({ path, ours }) => path.startsWith("backend.originless.") && ours === undefined,
  },
  {
    name: "manifest in the package",
    verdict: "better",
    why: "the CLI rewrites the manifest that it packs (service_id, manifest_version), so the hash changes; here it is packed as it is",
    applies: ({ path, cli, ours }) => path === "package" && cli !== undefined && ours !== undefined,
  },
  {
    name: "TLS",
    verdict: "better",
    why: "the CLI leaves TLS and its names to the port and to the machine's DNS; here they follow from the address",
    applies: ({ path }) => /^backend\..*\.(use_ssl|ssl_\w+|override_host)$/.test(path),
  },
];

/** What the generated configuration gives for a value that is nowhere else. */
export const FILLED_IN = "filled-in.example.com";

function isFilledIn(value: string | undefined): boolean {
  return value?.includes(FILLED_IN) ?? false;
}

export function reasonFor(difference: Difference): Reason | undefined {
  return RULES.find((rule) => rule.applies(difference));
}

/** Why only one of the two deploys a manifest. */
const REFUSALS: (Reason & { by: "cli" | "ours"; words: RegExp })[] = [
  {
    name: "secrets",
    verdict: "better",
    by: "cli",
    words: /error configuring service secret stores: value cannot be blank/,
    why: "without a terminal the CLI cannot be given a secret; here it comes from the stack's configuration",
  },
  {
    name: "product",
    verdict: "differ",
    by: "ours",
    words: /cannot be enabled by the Fastly provider for a Compute service/,
    why: "the Fastly provider has no such product for Compute; it is refused, with the command that enables it",
  },
  {
    name: "backend address",
    verdict: "better",
    by: "ours",
    words: /to be a hostname or an IP address but got/,
    why: "the CLI makes a backend of an address that no request can reach, such as a URL",
  },
  {
    name: "unknown log provider",
    verdict: "differ",
    by: "ours",
    words: /log endpoint .*(has no settings|provider)/,
    why: "the CLI makes no log endpoints; here an endpoint without settings has to be left out knowingly",
  },
  {
    name: "missing file",
    verdict: "differ",
    by: "ours",
    words: /cannot be read: ENOENT/,
    why: "a file of the project that is not part of this collection",
  },
];

export function refusalReason(by: "cli" | "ours", message: string): Reason | undefined {
  return REFUSALS.find((entry) => entry.by === by && entry.words.test(message));
}
