import { catalogue } from "../errors/catalogue";
import { forget } from "../errors/commands";
import type { Definition } from "../errors/told";

/** A refusal by Fastly's API, with everything that the remedies depend on. */
export interface Refused {
  status: number;
  /** The request, such as `POST /service`. */
  request: string;
  /** Fastly's own words. */
  detail: string;
  /** What to do after the remedy. */
  again: string;
  /** The remedy for a token that Fastly rejects, by where the token comes from. */
  token: string;
  /** When a limit ends, if Fastly says so. */
  ends?: Date;
}

/** The error for a refusal. Fastly's words are the problem. Only the remedy differs. */
function refusal(
  { what, why, status, detail }: { what: string; why: string; status: number; detail: string },
  remedy: (facts: Refused) => string,
): Definition<Refused> {
  const token = "The API token in FASTLY_API_KEY is wrong or expired. Set that to another one.";
  const ends = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
  return {
    what,
    why,
    examples: [{ status, detail, request: "POST /service", again: "run the command again", token, ends }],
    tell: (facts) => ({
      problem: `Fastly answered ${facts.status} to ${facts.request}: ${facts.detail}`,
      remedy: remedy(facts),
    }),
  };
}

/** Errors of requests that Fastly's API refuses or does not answer. */
export const fastlyError = catalogue({
  "domain-in-use": refusal(
    {
      what: "Fastly refuses a domain, as another service has it.",
      why: "A domain leads to one service only.",
      status: 400,
      detail: "Domain 'www.example.com' is already taken by another customer",
    },
    () => "Remove the domain from the other service first, or choose another one in [domains].",
  ),
  "service-name-in-use": refusal(
    {
      what: "Fastly refuses a service's name, as another service has it.",
      why: "The names of an account's services are unique.",
      status: 409,
      detail: "Name has already been taken",
    },
    () => "Choose another [serviceName]: no two services can have the same name.",
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
      what: "Fastly refuses a backend, as its health check is not there yet.",
      why: "Fastly's provider makes a backend before its health check until version 12.5.1.",
      status: 400,
      detail: "No healthcheck named 'api'",
    },
    () => "Remove the health check, or get a newer provider. Run: npm install @pulumi/fastly@^12.5.1",
  ),
  "token-refused": refusal(
    {
      what: "Fastly does not take the API token.",
      why: "The token is missing, mistyped, deleted or expired.",
      status: 401,
      detail: "Provided credentials are missing or invalid",
    },
    ({ token }) => token,
  ),
  "token-not-allowed": refusal(
    {
      what: "Fastly takes the API token, and does not allow what was asked.",
      why: "A token has a scope, and its user has a role. Both have to allow changes of services.",
      status: 403,
      detail: "You are not authorized to perform this action",
    },
    () => 'Use a token with the scope "global", of a user with the role of engineer or higher.',
  ),
  "token-lacks-scope": {
    what: "The API token may not change services, by its scope.",
    why: "A preview only reads, and an `up` writes. Nothing is made before the token allows all of it.",
    examples: [{ scopes: ["global:read"] }],
    tell: ({ scopes }: { scopes: string[] }) => ({
      problem: `The API token has the scope ${scopes.join(" ")}, and an up needs "global"`,
      remedy: "Create a token with the scope global: https://manage.fastly.com/account/tokens",
    }),
  },
  "token-of-other-services": {
    what: "The API token is for certain services only, and this one is none of them.",
    why: "Such a token can make stores and no service. Nothing is made before the token allows all of it.",
    examples: [{ services: ["SU1Z0isxPaozGVKXdv0eY"], service: "OTHER" }, { services: ["SU1Z0isxPaozGVKXdv0eY"] }],
    tell: ({ services, service }: { services: string[]; service?: string }) => ({
      problem:
        `The API token is for ${services.length === 1 ? "the service" : "the services"} ${services.join(", ")} only, ` +
        (service === undefined ? "and a new one is none of them" : `and not for ${service}`),
      remedy: "Create a token for all services, or for this one: https://manage.fastly.com/account/tokens",
    }),
  },
  "name-in-use": refusal(
    {
      what: "Something of this name is at Fastly already.",
      why: "Names of stores and of other things are unique in an account.",
      status: 409,
      detail: "Duplicate record",
    },
    ({ again }) => `Give yours another name, or remove the one at Fastly. Then ${again}.`,
  ),
  "proxy-login": refusal(
    {
      what: "A proxy between here and Fastly asks who you are.",
      why: "The address of the proxy has no name and password in it.",
      status: 407,
      detail: "Proxy Authentication Required",
    },
    ({ again }) => `Set HTTPS_PROXY=http://<name>:<password>@<host>:<port>. Then ${again}.`,
  ),
  "requests-limited": refusal(
    {
      what: "Fastly takes no more requests for some minutes.",
      why: "Fastly limits how many requests a user may make.",
      status: 429,
      detail: "Too many requests",
    },
    ({ again }) => `Wait for some minutes. Then ${again}.`,
  ),
  "changes-limited": refusal(
    {
      what: "Fastly takes no more changes for the hour.",
      why: "Fastly limits how many changes a user may make in an hour. It says when the limit ends.",
      status: 429,
      detail: "You have exceeded your hourly rate limit",
    },
    ({ again, ends }) =>
      `Wait until ${ends?.toISOString().replace(/\.\d+/, "")}. Then ${again}. What was written stays.`,
  ),
  "fastly-redirected": refusal(
    {
      what: "The answer leads to another address, which Fastly's API never does.",
      why: "A proxy, a login page of the network, or a wrong address answered in Fastly's place.",
      status: 302,
      detail: "Found",
    },
    () => "Check `fastly:baseUrl`, HTTPS_PROXY and whether the network asks for a login.",
  ),
  "fastly-failed": refusal(
    {
      what: "Fastly's API failed to answer.",
      why: "Fastly has an outage, or something between here and Fastly has one.",
      status: 503,
      detail: "Service Unavailable",
    },
    ({ again }) => `Wait for a moment, then ${again}. https://www.fastlystatus.com tells of outages.`,
  ),
  "fastly-refused": refusal(
    {
      what: "Fastly refuses what was asked, in its own words.",
      why: "Fastly checks more than the component can know.",
      status: 400,
      detail: "Bad request: Invalid value for port",
    },
    ({ again }) => `Correct what Fastly objects to. Then ${again}.`,
  ),
  "fastly-unreachable": {
    what: "Fastly's API gave no answer.",
    why: "There is no connection, no address for the name, or no answer in time. Requests that may be repeated were.",
    examples: [{ address: "GET https://api.fastly.com/service", tries: 5, reason: "connect ECONNREFUSED" }],
    tell: (facts: { address: string; tries: number; reason: string; again?: string }) => ({
      problem: `${facts.address} was not answered${facts.tries === 1 ? "" : ` (${facts.tries} times)`}: ${facts.reason}`,
      remedy: `Check the network and fastly:baseUrl, then ${facts.again ?? "run the command again"}.`,
    }),
  },
  "answer-not-fastlys": {
    what: "Something answered that is not Fastly's API, or the answer was cut off.",
    why: "A proxy or the login page of a network says yes to anything. Nothing is concluded from its answer.",
    examples: [{ request: "GET /service", by: "200 and HTML" }],
    tell: ({ request, by }: { request: string; by: string }) => ({
      problem: `${request} was answered by ${by}, which is no answer of Fastly's API`,
      remedy:
        "Check fastly:baseUrl, HTTPS_PROXY and whether the network asks for a login. Then run the command again.\n" +
        "Something between here and Fastly answered, or cut the answer off.",
    }),
  },
  "batch-refused-in-part": {
    what: "Fastly has taken some items of a batch for a KV store, and others not.",
    why: "Fastly answers such a batch with success. The run fails, as not all of the items are there.",
    examples: [{ count: 100, failed: 2, path: "/resources/stores/kv/abc/batch" }],
    tell: ({ count, failed, path }: { count: number; failed: number; path: string }) => ({
      problem: `Fastly did not take ${failed} of the ${count} items of PUT ${path}`,
      remedy: "Run: pulumi up\nIt writes what is not there yet.",
    }),
  },
  "token-missing": {
    what: "There is no API token for Fastly.",
    why: "The component looks where the Fastly provider and the Fastly CLI look for one.",
    examples: [
      { component: "edge", config: "~/.config/fastly/config.toml" },
      { component: "edge", config: "config.toml", profile: "work" },
    ],
    tell: ({ component, profile, config }: { component: string; profile?: string; config: string }) => ({
      problem:
        `ComputeService "${component}": there is no Fastly API token. Looked at the provider of the component, ` +
        "the configuration fastly:apiKey, FASTLY_API_KEY, FASTLY_API_TOKEN, and " +
        `${profile === undefined ? "the default token" : `the token "${profile}"`} of the Fastly CLI in ${config}`,
      remedy: "Run: pulumi config set --secret fastly:apiKey <token>\nOr, with the Fastly CLI, run: fastly auth login",
    }),
  },
  "token-not-known-yet": {
    what: "The API token comes from a resource that is not made yet.",
    why: "The preview has to ask Fastly what is there, and cannot without a token.",
    tell: () => ({
      problem: "The Fastly API token is not known before the resource that it comes from is made",
      remedy: "Make that resource first. Run: pulumi up --target <its URN>",
    }),
  },
  "service-deleted": {
    what: "Someone deleted the service at Fastly, past Pulumi.",
    why: "The state still has the service. Only a refresh takes it out.",
    examples: [
      { id: "SU1Z0isxPaozGVKXdv0eY", urn: "urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge" },
    ],
    tell: ({ id, urn }: { id: string; urn: string }) => ({
      problem: `The service ${id} was deleted at Fastly`,
      remedy: `To have a new one, run:\n  pulumi refresh --target '${urn}'\n  pulumi up`,
      does: "refresh-target",
    }),
  },
  "service-unknown": {
    what: "Fastly does not know the service that the state has.",
    why: "The service was deleted long ago, or the API token is of another account. Fastly says the same to both.",
    examples: [
      { id: "SU1Z0isxPaozGVKXdv0eY", urn: "urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge" },
    ],
    tell: ({ id, urn }: { id: string; urn: string }) => ({
      problem: `Fastly knows no service ${id}: it was deleted, or the API token is of another account`,
      remedy:
        "Use the token of the service's account. To have a new service instead, take its service_id out of the manifest. " +
        `Then run:\n  ${forget(urn)}\n  pulumi up`,
      does: "forget",
    }),
  },
});
