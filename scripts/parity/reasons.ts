import { isIP } from "node:net";
import type { Difference, Snapshot } from "./snapshot";

/** Why a difference is right. `better`: the declared thing exists, and with the CLI it does not. */
export interface Reason {
  name: string;
  verdict: "better" | "differ";
  why: string;
}

/** The generated configuration's value where there is no other. */
export const FILLED_IN = "filled-in.example.com";

/** The generated configuration's port. */
export const FILLED_IN_PORT = "6514";

/** Whether a value comes from the generated configuration: a text, a URL, or a port. */
export function isGiven(value: string): boolean {
  return value === FILLED_IN_PORT || isFilledIn(value);
}

/** The project, as both tools deploy it. */
export interface Project {
  description?: string;
  /** The files hash of a package with the manifest as it is, without its `service_id`. */
  packageHash: string;
  /** The log endpoints that were made by hand, as the CLI makes none. */
  madeByHand: string[];
}

/** The results of both tools for a project. */
export interface Deployments {
  cli: Snapshot;
  ours: Snapshot;
  project: Project;
}

/** One place where the two differ, with everything around it. */
interface Case extends Difference {
  all: Deployments;
}

/** A reason excuses one field and one pair of values. A difference that it does not foresee stays unexplained. */
interface Rule extends Reason {
  applies(difference: Case): boolean;
}

/** All reasons. A difference without a reason is a defect. */
const RULES: Rule[] = [
  {
    name: "log endpoint",
    verdict: "better",
    why: "the CLI prints [setup.log_endpoints] and makes none; what a person makes by hand after that is the same",
    applies: ({ path, cli, ours, all }) =>
      all.project.madeByHand.some((name) => path === `log.${name} made by`) && cli === "hand" && ours === "component",
  },
  {
    name: "log format",
    verdict: "differ",
    why: "a Compute program writes whole lines, so the provider sends no format and no place in VCL",
    applies: ({ path, cli, ours }) =>
      (/^log\..*\.format$/.test(path) && cli === '%h %l %u %t "%r" %>s %b' && ours === undefined) ||
      (/^log\..*\.placement$/.test(path) && cli === undefined && ours === "none"),
  },
  {
    name: "log default of the provider",
    verdict: "differ",
    why: "the Fastly provider sends a default of its own in place of Fastly's",
    applies: ({ path, cli, ours, all }) => {
      const [, endpoint = "", field = ""] = /^(log\..*)\.(\w+)$/.exec(path) ?? [];
      return (PROVIDER_DEFAULTS[all.ours.get(endpoint) ?? ""] ?? []).some(
        (row) => row[0] === field && row[1] === cli && row[2] === ours,
      );
    },
  },
  {
    name: "dictionary",
    verdict: "better",
    why: "the CLI ignores [setup.dictionaries] since version 4",
    applies: ({ path, cli, ours, all }) => {
      const dictionary = [...all.ours.keys()].find(
        (key) => all.ours.get(key) === "dictionary" && (path === key || path.startsWith(`${key}.`)),
      );
      return dictionary !== undefined && cli === undefined && ours !== undefined && !all.cli.has(dictionary);
    },
  },
  {
    name: "placeholder",
    verdict: "better",
    why: 'for a value that nobody gave the CLI stores the text "example"; here it has to be given',
    applies: ({ path, cli, ours }) => /^store\..+\..+$/.test(path) && cli === "example" && ours === FILLED_IN,
  },
  {
    name: "name of a store",
    verdict: "better",
    why: "the CLI gives all services one store of a name; here each has its own, named after project, stack and component",
    applies: ({ path, cli, ours }) => {
      const [, link = ""] = /^store\.(.+) at Fastly$/.exec(path) ?? [];
      return link !== "" && cli === link && ours === `local-dev-edge-${link}`;
    },
  },
  {
    name: "placeholder address",
    verdict: "better",
    why: "for an address that nobody gave the CLI takes 127.0.0.1; here it has to be given",
    applies: ({ path, cli, ours, all }) => {
      const [, backend = "", field = ""] = BACKEND_FIELD.exec(path) ?? [];
      const isOpen = all.cli.get(`${backend}.address`) === "127.0.0.1" && ours === FILLED_IN;
      return (
        isOpen && (field === "address" ? cli === "127.0.0.1" : isHostField(field) && isLeftToDns(cli, "127.0.0.1"))
      );
    },
  },
  {
    name: "no origin",
    verdict: "better",
    why: "for a service without backends the CLI makes one named originless, which leads nowhere",
    applies: ({ path, ours, all }) =>
      path.startsWith("backend.originless.") &&
      ours === undefined &&
      all.cli.get("backend.originless.address") === "127.0.0.1" &&
      all.cli.get("backend.originless.port") === "80" &&
      [all.cli, all.ours].every((side) => [...side.keys()].every(isOfNoBackendBut("backend.originless."))),
  },
  {
    name: "manifest in the package",
    verdict: "better",
    why: "the CLI rewrites the manifest that it packs (service_id, manifest_version), so the hash changes; here it is packed as it is",
    applies: ({ path, cli, ours, all }) => path === "package" && cli !== undefined && ours === all.project.packageHash,
  },
  {
    name: "description",
    verdict: "better",
    why: "the CLI gives a service no comment; here it has the manifest's description",
    applies: ({ path, cli, ours, all }) =>
      path === "service.comment" && cli === undefined && ours === all.project.description,
  },
  {
    name: "TLS",
    verdict: "better",
    why: "the CLI leaves TLS to Fastly, which has it on for port 443 only; here it is off for port 80 only",
    applies: ({ path, cli, ours, all }) => {
      const [, backend = "", field] = BACKEND_FIELD.exec(path) ?? [];
      const [port] = both(all, `${backend}.port`);
      return field === "use_ssl" && cli === "false" && ours === "true" && port !== undefined && port !== "80";
    },
  },
  {
    name: "host",
    verdict: "better",
    why: "the CLI takes an address for a host name when the machine's DNS has no name for it; here a host name is one, and an IP address is none",
    applies: ({ path, cli, ours, all }) => {
      const [, backend = "", field = ""] = BACKEND_FIELD.exec(path) ?? [];
      const [address] = both(all, `${backend}.address`);
      const expected = address === undefined || isIP(address) !== 0 ? undefined : address;
      return isHostField(field) && address !== undefined && ours === expected && isLeftToDns(cli, address);
    },
  },
];

/** By kind of endpoint: the field, Fastly's default, and the provider's value. */
const PROVIDER_DEFAULTS: Record<string, [string, string | undefined, string | undefined][]> = {
  digitalocean: [
    ["period", "3600", "0"],
    ["timestamp_format", "%Y-%m-%dT%H:%M:%S.000", undefined],
  ],
  kafka: [["required_acks", "1", undefined]],
};

const BACKEND_FIELD = /^(backend\..+)\.(\w+)$/;

function isHostField(field: string): boolean {
  return ["override_host", "ssl_cert_hostname", "ssl_sni_hostname"].includes(field);
}

function isLeftToDns(cli: string | undefined, address: string): boolean {
  return cli === undefined || cli === address;
}

function isOfNoBackendBut(prefix: string): (path: string) => boolean {
  return (path) => !path.startsWith("backend.") || path.startsWith(prefix);
}

/** The value that both have there, when it is the same. */
function both({ cli, ours }: Deployments, path: string): [string | undefined] {
  return [cli.get(path) === ours.get(path) ? ours.get(path) : undefined];
}

function isFilledIn(value: string | undefined): boolean {
  return value?.includes(FILLED_IN) ?? false;
}

export function reasonFor(difference: Difference, all: Deployments): Reason | undefined {
  return RULES.find((rule) => rule.applies({ ...difference, all }));
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
    words: /The product "\w+" cannot be enabled by (?:version \d+ of )?the Fastly provider/,
    why: "the Fastly provider has no such product for Compute, or not this version of it; it is refused, with the commands that enable it",
  },
  {
    name: "backend address",
    verdict: "better",
    by: "ours",
    words: /to be a hostname or an IP address but got/,
    why: "the CLI makes a backend of an address that no request can reach, such as a URL",
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

/** What both refuse, by the words of each. */
const BOTH: { what: string; cli: RegExp; ours: RegExp }[] = [
  {
    what: "a service_id that Fastly does not know",
    cli: /404 Not Found: Record not found \(Cannot load service\)/,
    ours: /\[service-not-shown\]/,
  },
  {
    what: "a manifest without a name, which the CLI takes for none",
    cli: /error reading fastly\.toml: file not found/,
    ours: /\[manifest-name-missing\]/,
  },
  { what: "a list in place of tables", cli: /\(\[\]\*toml\.Tree\) to trees/, ours: /to be a table but got a list/ },
];

/** The thing that both refuse, when it is the same: a line or a key of the manifest, or an entry of {@link BOTH}. */
export function sameRefusal(cli: string, ours: string): string | undefined {
  const [, line] = /ERROR: \((\d+), \d+\): /.exec(cli) ?? [];
  if (line !== undefined && ours.includes(`fastly.toml:${line})`)) {
    return `line ${line} of the manifest`;
  }
  const [, key] = /key "([^"]+)" must have/.exec(cli) ?? [];
  if (key !== undefined && ours.includes(`.${key}" to be`)) {
    return `the key ${key} of the manifest`;
  }
  return BOTH.find((row) => row.cli.test(cli) && row.ours.test(ours))?.what;
}
