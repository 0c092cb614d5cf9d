/** Whether Fastly refuses a domain because someone has it. */
export function isDomainTaken(detail: string): boolean {
  return (
    says(detail, ["domain "], ["taken", "in use", "owned", "another customer", "another service"]) ||
    says(detail, ["another customer", "another service"], ["domain"])
  );
}

/** Whether a text has one of the first words, and one of the others after it, in either case. */
function says(text: string, first: string[], then: string[]): boolean {
  const lower = text.toLowerCase();
  return first.some((word) => {
    const at = lower.indexOf(word);
    return at !== -1 && then.some((other) => lower.includes(other, at + word.length));
  });
}

/** What the remedies of an error depend on, besides what Fastly says. */
export interface Circumstances {
  /** What to do afterwards; default: to run the command again. */
  again?: string;
  /** What to do about a token that Fastly does not take, by where it is from. */
  token?: string;
  /** When a limit ends, as far as Fastly says. */
  ends?: Date;
}

type Known = { again: string; token: string };

const AGAIN = "run the command again";

/** What to do about an error of Fastly's API, by what Fastly says. */
const REMEDIES: { status?: number; words?: (detail: string) => boolean; remedy(known: Known): string }[] = [
  {
    words: isDomainTaken,
    remedy: () => "Remove the domain from the other service first, or choose another one in [domains].",
  },
  {
    words: (detail) =>
      says(detail, ["name "], ["taken", "in use", "already"]) ||
      says(detail, ["duplicate service", "service name"], [""]),
    remedy: () => "No two services can have the same name: choose another [serviceName].",
  },
  {
    words: (detail) =>
      says(detail, ["not entitled", "entitlement", "contact support"], [""]) ||
      says(detail, ["product "], ["cannot be enabled"]),
    remedy: () =>
      "The product is not part of the account's contract: ask Fastly for it, or remove it from [setup.products].",
  },
  {
    words: (detail) => says(detail, ["no healthcheck named"], [""]),
    remedy: () =>
      "Fastly's provider makes a backend before its health check until 12.5.1: npm install @pulumi/fastly@^12.5.1, or remove the health check.",
  },
  { status: 401, remedy: ({ token }) => token },
  {
    status: 403,
    remedy: () => 'The API token may not do this: it needs the scope "global" and a role of engineer or higher.',
  },
  {
    status: 409,
    remedy: ({ again }) =>
      `Something of this name is at Fastly already: give yours another name, or remove that one, then ${again}.`,
  },
  {
    status: 407,
    remedy: ({ again }) =>
      `The proxy asks who you are: HTTPS_PROXY=http://<name>:<password>@<host>:<port>, then ${again}.`,
  },
  {
    status: 429,
    remedy: ({ again }) => `Fastly limits the number of requests: wait for some minutes, then ${again}.`,
  },
];

/** What to do when Fastly's API cannot be reached. */
export function unreachable(again = AGAIN): string {
  return `Check the network and fastly:baseUrl, then ${again}.`;
}

export function remedyFor(status: number, detail: string, given: Circumstances = {}): string {
  const known: Known = {
    again: given.again ?? AGAIN,
    token: given.token ?? "The API token is missing, wrong or expired: give another one.",
  };
  const { again } = known;
  if (given.ends !== undefined) {
    return (
      `Fastly takes no more changes before ${given.ends.toISOString().replace(/\.\d+/, "")}: ${again} then. ` +
      "What was written stays."
    );
  }
  const found = REMEDIES.find(
    (entry) => (entry.status === undefined || entry.status === status) && (entry.words?.(detail) ?? true),
  );
  return (
    found?.remedy(known) ??
    (status >= 300 && status < 400
      ? "Fastly's API never sends elsewhere: check fastly:baseUrl, HTTPS_PROXY and whether the network asks for a login."
      : status >= 500
        ? `Fastly failed to answer: ${again}; https://www.fastlystatus.com tells of outages.`
        : `Change what Fastly objects to, then ${again}.`)
  );
}
