import { randomUUID } from "node:crypto";
import { ApiError, type ApiRequest, type Fields, noContent, ok } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { Integration } from "../state";
import type { Store } from "../store";

const base = "/notifications/integrations";
const pageSize = 20;

/** A field of a type's configuration: its name, its name for people, and its format. */
type ConfigField = readonly [name: string, title: string, format: string];

const webhook: ConfigField = ["webhook", "Webhook URL", "url"];
const apikey: ConfigField = ["apikey", "API Key", ""];

const TYPES: Record<string, readonly [title: string, ...ConfigField[]]> = {
  mailinglist: ["Mailing List", ["address", "Address", "email"]],
  microsoftteams: ["Microsoft Teams", webhook],
  newrelic: ["New Relic", ["key", "Key", ""], ["account", "Account", ""]],
  pagerduty: ["PagerDuty", ["key", "Key", ""]],
  slack: ["Slack Webhook", webhook],
  webhook: ["Generic Webhook", webhook],
  jiraissue: [
    "JIRA Issue",
    ["baseurl", "JIRA Base URL", "url"],
    ["username", "Username", ""],
    ["token", "API Token", ""],
    ["projectkey", "Project Key", ""],
    ["issuetype", "Issue Type", ""],
  ],
  opsgenie: ["OpsGenie", apikey],
  datadog: ["Datadog", apikey, ["site", "Site", ""]],
  jsm: ["Jira Service Management", apikey],
  splunkoncall: ["Splunk On-Call", ["url", "Webhook URL", "url"]],
};

/** Fields that Fastly never returns. */
const SECRET: Record<string, readonly string[]> = {
  datadog: ["apikey"],
  jiraissue: ["token"],
  jsm: ["apikey"],
  opsgenie: ["apikey"],
  splunkoncall: ["url"],
};

/** Where alerts are sent: addresses, channels, other services. Nothing is sent from here. */
export const integrationRoutes = [
  route("GET", "/notifications/integration-types", () =>
    ok(
      Object.entries(TYPES).map(([type, [display_name, ...fields]]) => ({
        type,
        display_name,
        custom_fields: fields.map(([name, title, format]) => ({ name, display_name: title, format })),
      })),
    ),
  ),
  route("GET", base, (request, store) => {
    const type = request.query.get("type");
    const found = store.state.integrations.filter((each) => type === null || each.type === type);
    const sort = request.query.get("sort") ?? "-created_at";
    const { data, meta } = cursorPage(request, (sort.startsWith("-") ? found.toReversed() : found).map(view), pageSize);
    return ok({ meta: { ...(type !== null && { type }), total: found.length, ...meta, sort }, data });
  }),
  route("POST", base, ({ fields }, store) => {
    const integration: Integration = {
      id: store.newId("integration"),
      ...settings(fields),
      signing_key: randomUUID(),
      ...store.stamps(),
    };
    store.state.integrations.push(integration);
    return ok({ integration_id: integration.id });
  }),
  route("GET", `${base}/:integration`, (request, store) => ok(view(find(request, store, "get")))),
  route("PATCH", `${base}/:integration`, (request, store) => {
    const integration = find(request, store, "update");
    Object.assign(integration, settings(request.fields), { updated_at: store.now() });
    return noContent();
  }),
  route("DELETE", `${base}/:integration`, (request, store) => {
    store.state.integrations.splice(store.state.integrations.indexOf(find(request, store, "delete")), 1);
    return noContent();
  }),
  route("GET", `${base}/:integration/signingKey`, (request, store) =>
    ok({ signingKey: find(request, store, "get").signing_key }),
  ),
  route("POST", `${base}/:integration/rotateSigningKey`, (request, store) => {
    const integration = find(request, store, "update");
    integration.signing_key = randomUUID();
    return ok({ signingKey: integration.signing_key });
  }),
  route("POST", "/notifications/mailinglist-confirmations", () => noContent()),
];

/** go-fastly sends field names with a capital first letter. The documentation has them without. */
function settings(fields: Fields): Pick<Integration, "name" | "description" | "type" | "config"> {
  const given = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  const type = String(given.type ?? "");
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (known === undefined) {
    throw refused(400, `unknown integration type '${type}'`);
  }
  const config = Object.fromEntries(
    Object.entries((given.config ?? {}) as Fields).map(([name, value]) => [name, String(value)]),
  );
  const [, ...expected] = known;
  const missing = (expected as ConfigField[]).find(([name]) => (config[name] ?? "") === "");
  if (missing !== undefined) {
    throw refused(400, `${missing[0]} is required`);
  }
  return { name: String(given.name ?? ""), description: String(given.description ?? ""), type, config };
}

function find({ params }: ApiRequest, store: Store, action: string): Integration {
  const found = store.state.integrations.find(({ id }) => id === params.integration);
  if (found === undefined) {
    throw refused(404, `could not ${action} integration`);
  }
  return found;
}

function refused(status: number, title: string): ApiError {
  return new ApiError(status, { status, title, detail: title, errors: null });
}

function view({ signing_key: _, config, ...integration }: Integration) {
  const secret = SECRET[integration.type] ?? [];
  const shown = Object.entries(config).filter(([name]) => !secret.includes(name));
  return {
    ...integration,
    // Nobody answers the confirmation mail.
    ...(integration.type === "mailinglist" && { status: "needs_confirmation" }),
    ...(shown.length > 0 && { config: Object.fromEntries(shown) }),
  };
}
