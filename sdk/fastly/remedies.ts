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

/** What to do about an error of Fastly's API, by what Fastly says. */
const REMEDIES: { status?: number; words?: (detail: string) => boolean; remedy: string }[] = [
  {
    words: isDomainTaken,
    remedy: "Remove the domain from the other service first, or choose another one in [domains].",
  },
  {
    words: (detail) =>
      says(detail, ["name "], ["taken", "in use", "already"]) ||
      says(detail, ["duplicate service", "service name"], [""]),
    remedy: "No two services can have the same name: set [serviceName], or [environment] to have one per stack.",
  },
  {
    words: (detail) =>
      says(detail, ["not entitled", "entitlement", "contact support"], [""]) ||
      says(detail, ["product "], ["cannot be enabled"]),
    remedy: "The product is not part of the account's contract: ask Fastly for it, or remove it from [setup.products].",
  },
  { status: 401, remedy: "The API token is missing, wrong or expired: set another one in FASTLY_API_KEY." },
  {
    status: 403,
    remedy: 'The API token may not do this: it needs the scope "global" and a role of engineer or higher.',
  },
  {
    status: 409,
    remedy:
      "Something of this name is at Fastly already, perhaps left by a run that was interrupted: link such a store with [existingName], or delete it.",
  },
  {
    status: 407,
    remedy:
      "The proxy asks who you are: HTTPS_PROXY=http://<name>:<password>@<host>:<port>, then run the command again.",
  },
  { status: 429, remedy: "Fastly limits the number of requests: wait for some minutes, then run the command again." },
];

/** @param ends when a limit ends, as far as Fastly says. */
export function remedyFor(status: number, detail: string, ends?: Date): string {
  if (ends !== undefined) {
    return (
      `Fastly takes no more changes before ${ends.toISOString().replace(/\.\d+/, "")}: run the command again then. ` +
      "What was written stays."
    );
  }
  const found = REMEDIES.find(
    (entry) => (entry.status === undefined || entry.status === status) && (entry.words?.(detail) ?? true),
  );
  return (
    found?.remedy ??
    (status >= 300 && status < 400
      ? "Fastly's API never sends elsewhere: check fastly:baseUrl, HTTPS_PROXY and whether the network asks for a login."
      : status >= 500
        ? "Fastly failed to answer: run the command again; https://www.fastlystatus.com tells of outages."
        : "Change what Fastly objects to, then run the command again.")
  );
}
