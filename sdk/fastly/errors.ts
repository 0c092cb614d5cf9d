import { catalogue } from "../errors/catalogue";
import { forget, inShell, runLines } from "../errors/commands";
import type { Definition } from "../errors/explanation";

/** A refusal by Fastly's API, with everything that the remedies depend on. */
export interface Refused {
  status: number;
  /** The request, such as `POST /service`. */
  request: string;
  /** Fastly's own words. */
  detail: string;
  /** The commands to run after the remedy. Undefined for the command that failed. */
  again?: readonly string[];
  /** The remedy for a token that Fastly rejects, by where the token comes from. */
  token: string;
  /** When a limit ends, if Fastly says so. */
  ends?: Date;
}

/** The end of a remedy. Commands are on lines of their own, as the code of the error ends the first line. */
function thenRun(again: readonly string[] | undefined): string {
  return again === undefined ? " Then run the command again." : `\n${runLines(again, "Then run")}`;
}

/** The error for a refusal. Fastly's words are the problem. Only the remedy differs. */
function refusal(
  { what, why, status, detail }: { what: string; why: string; status: number; detail: string },
  remedy: (facts: Refused) => string,
): Definition<Refused> {
  const token = "The API token in FASTLY_API_KEY is wrong or expired. Set FASTLY_API_KEY to a valid token.";
  const ends = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
  return {
    what,
    why,
    examples: [{ status, detail, request: "POST /service", token, ends }],
    explain: (facts) => ({
      problem: `Fastly answered ${facts.status} to ${facts.request}: ${facts.detail}`,
      remedy: remedy(facts),
    }),
  };
}

/** Errors of requests that Fastly's API refuses or does not answer. */
export const fastlyError = catalogue({
  "domain-in-use": refusal(
    {
      what: "Fastly refuses a domain because another service has it.",
      why: "A domain leads to one service only.",
      status: 400,
      detail: "Domain 'www.example.com' is already taken by another customer",
    },
    () => "Remove the domain from the other service first, or choose another one in [domains].",
  ),
  "service-name-in-use": refusal(
    {
      what: "Fastly refuses the name of a service because another service has it.",
      why: "Service names are unique in an account.",
      status: 409,
      detail: "Name has already been taken",
    },
    () => "Choose another [serviceName]: service names are unique in an account.",
  ),
  "product-not-in-contract": refusal(
    {
      what: "Fastly refuses to enable a product.",
      why: "The product is not part of the account's contract.",
      status: 400,
      detail: "Product cannot be enabled",
    },
    () => "Ask Fastly for the product, or remove it from [setup.products].",
  ),
  "healthcheck-order": refusal(
    {
      what: "Fastly refuses a backend because its health check does not exist yet.",
      why: "Before version 12.5.1, Fastly's provider makes a backend before its health check.",
      status: 400,
      detail: "No healthcheck named 'api'",
    },
    () => "Remove the health check, or install a newer provider. Run: npm install @pulumi/fastly@^12.5.1",
  ),
  "token-refused": refusal(
    {
      what: "Fastly does not accept the API token.",
      why: "The token is missing, mistyped, deleted or expired.",
      status: 401,
      detail: "Provided credentials are missing or invalid",
    },
    ({ token }) => token,
  ),
  "token-not-allowed": refusal(
    {
      what: "Fastly accepts the API token, but does not allow this request.",
      why: "A token has a scope, and its user has a role. Both must allow changes of services.",
      status: 403,
      detail: "You are not authorized to perform this action",
    },
    () => 'Use a token with the scope "global", of a user with the role of engineer or higher.',
  ),
  "token-lacks-scope": {
    what: "The scope of the API token does not allow changes of services.",
    why: "A preview only reads, but an `up` writes. The component makes nothing with a token that cannot make everything.",
    examples: [{ scopes: ["global:read"] }],
    explain: ({ scopes }: { scopes: string[] }) => ({
      problem: `The API token has the scope ${scopes.join(" ")}, but an up needs "global"`,
      remedy: "Create a token with the scope global: https://manage.fastly.com/account/tokens",
    }),
  },
  "token-of-other-services": {
    what: "The API token is only for certain services, and not for this one.",
    why: "Such a token can make stores, but no service. The component makes nothing with a token that cannot make everything.",
    examples: [{ services: ["SU1Z0isxPaozGVKXdv0eY"], service: "OTHER" }, { services: ["SU1Z0isxPaozGVKXdv0eY"] }],
    explain: ({ services, service }: { services: string[]; service?: string }) => ({
      problem:
        `The API token is for ${services.length === 1 ? "the service" : "the services"} ${services.join(", ")} only, ` +
        (service === undefined ? "and cannot make a new service" : `and not for ${service}`),
      remedy: "Create a token for all services, or for this one: https://manage.fastly.com/account/tokens",
    }),
  },
  "name-in-use": refusal(
    {
      what: "Fastly already has something of this name.",
      why: "Names of stores and of some other things are unique in an account.",
      status: 409,
      detail: "Duplicate record",
    },
    ({ again }) => `Choose another name, or remove the thing of this name at Fastly.${thenRun(again)}`,
  ),
  "still-in-use": refusal(
    {
      what: "Fastly refuses to delete something that is still in use.",
      why: "Fastly keeps a store or a list while a version of a service links it.",
      status: 409,
      detail: "store is linked to a service",
    },
    ({ again }) => `Remove its link from every service that uses it, also from other stacks.${thenRun(again)}`,
  ),
  "proxy-login": refusal(
    {
      what: "A proxy between this machine and Fastly asks for a login.",
      why: "The address of the proxy has no name and no password.",
      status: 407,
      detail: "Proxy Authentication Required",
    },
    ({ again }) => `Set HTTPS_PROXY=http://<name>:<password>@<host>:<port>.${thenRun(again)}`,
  ),
  "requests-limited": refusal(
    {
      what: "Fastly accepts no more requests for some minutes.",
      why: "Fastly limits the requests of a user.",
      status: 429,
      detail: "Too many requests",
    },
    ({ again }) => `Wait for some minutes.${thenRun(again)}`,
  ),
  "changes-limited": refusal(
    {
      what: "Fastly accepts no more changes in this hour.",
      why: "Fastly limits the changes of a user in an hour, and says when the limit ends.",
      status: 429,
      detail: "You have exceeded your hourly rate limit",
    },
    ({ again, ends }) =>
      `Wait until ${ends?.toISOString().replace(/\.\d+/, "")}. What is written already stays.${thenRun(again)}`,
  ),
  "fastly-redirected": refusal(
    {
      what: "The answer redirects to another address. Fastly's API never does that.",
      why: "A proxy, a login page of the network, or a wrong address answered in Fastly's place.",
      status: 302,
      detail: "Found",
    },
    () => "Check `fastly:baseUrl`, HTTPS_PROXY and whether the network asks for a login.",
  ),
  "fastly-failed": refusal(
    {
      what: "Fastly's API answered with an error of its own.",
      why: "Fastly has an outage, or something between this machine and Fastly has one.",
      status: 503,
      detail: "Service Unavailable",
    },
    ({ again }) => `Wait for a moment.${thenRun(again)}\nFor outages, see https://www.fastlystatus.com`,
  ),
  "fastly-refused": refusal(
    {
      what: "Fastly refuses a request. The error has Fastly's own words.",
      why: "Fastly checks more than the component can know.",
      status: 400,
      detail: "Bad request: Invalid value for port",
    },
    ({ again }) => `Correct what Fastly objects to.${thenRun(again)}`,
  ),
  "fastly-unreachable": {
    what: "Fastly's API gave no answer.",
    why: "There is no connection, no address for the host, or no answer in time. Requests that are safe to repeat were repeated.",
    examples: [
      { address: "GET https://api.fastly.com/service", tries: 5, reason: "connect ECONNREFUSED" },
      { address: "Fastly's API", tries: 1, reason: "connect ECONNREFUSED", again: ["pulumi up --refresh"] },
    ],
    explain: (facts: { address: string; tries: number; reason: string; again?: readonly string[] }) => ({
      problem: `${facts.address} was not answered${facts.tries === 1 ? "" : ` (${facts.tries} times)`}: ${facts.reason}`,
      remedy: `Check the network and fastly:baseUrl.${thenRun(facts.again)}`,
    }),
  },
  "answer-not-fastlys": {
    what: "The answer is not from Fastly's API, or was cut off.",
    why: "A proxy or a network's login page answers yes to everything. The component does not trust such an answer.",
    examples: [{ request: "GET /service", by: "200 and HTML" }],
    explain: ({ request, by }: { request: string; by: string }) => ({
      problem: `The answer to ${request} is not from Fastly's API: ${by}`,
      remedy:
        "Check fastly:baseUrl, HTTPS_PROXY and whether the network asks for a login. Then run the command again.\n" +
        "Something between this machine and Fastly answered, or cut the answer off.",
    }),
  },
  "batch-refused-in-part": {
    what: "Fastly accepted only some items of a batch for a KV store.",
    why: "Fastly reports success for such a batch. The run fails because some items are missing.",
    examples: [{ count: 100, failed: 2, path: "/resources/stores/kv/abc/batch" }],
    explain: ({ count, failed, path }: { count: number; failed: number; path: string }) => ({
      problem: `Fastly did not accept ${failed} of the ${count} items of PUT ${path}`,
      remedy: "To write the missing items, run: pulumi up",
    }),
  },
  "token-missing": {
    what: "There is no API token for Fastly.",
    why: "The component looks for a token where the Fastly provider and the Fastly CLI look.",
    examples: [
      { component: "edge", config: "~/.config/fastly/config.toml" },
      { component: "edge", config: "config.toml", profile: "work" },
    ],
    explain: ({ component, profile, config }: { component: string; profile?: string; config: string }) => ({
      problem:
        `ComputeService "${component}": there is no Fastly API token. The component looked at its provider, ` +
        "the configuration fastly:apiKey, FASTLY_API_KEY, FASTLY_API_TOKEN, and " +
        `${profile === undefined ? "the default token" : `the token "${profile}"`} of the Fastly CLI in ${config}`,
      remedy: "Run: pulumi config set --secret fastly:apiKey <token>\nOr, with the Fastly CLI, run: fastly auth login",
    }),
  },
  "token-not-known-yet": {
    what: "The API token comes from a resource that does not exist yet.",
    why: "The preview must ask Fastly what exists, and needs the token for that.",
    explain: () => ({
      problem: "The Fastly API token comes from a resource that does not exist yet",
      remedy: "Make that resource first, in a run without a preview. Run: pulumi up --skip-preview",
    }),
  },
  "service-deleted": {
    what: "Someone deleted the service at Fastly, without Pulumi.",
    why: "The state still has the service. Only a refresh removes it.",
    examples: [
      { id: "SU1Z0isxPaozGVKXdv0eY", urn: "urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge" },
    ],
    explain: ({ id, urn }: { id: string; urn: string }) => ({
      problem: `The service ${id} was deleted at Fastly`,
      remedy: `To have a new service, run:\n  pulumi refresh --target ${inShell(urn)}\n  pulumi up`,
      effect: "refresh-target",
    }),
  },
  "service-unknown": {
    what: "Fastly does not know the service in the state.",
    why: "The service was deleted long ago, or the API token belongs to another account. Fastly gives the same answer in both cases.",
    examples: [
      { id: "SU1Z0isxPaozGVKXdv0eY", urn: "urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge" },
    ],
    explain: ({ id, urn }: { id: string; urn: string }) => ({
      problem: `Fastly does not know the service ${id}: it was deleted, or the API token belongs to another account`,
      remedy:
        "Use the token of the service's account. To have a new service instead, remove its service_id from the manifest. " +
        `Then run:\n  ${forget(urn)}\n  pulumi up`,
      effect: "forget",
    }),
  },
});
