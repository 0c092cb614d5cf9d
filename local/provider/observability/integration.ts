import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { isNotFound } from "../apiError";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { map, string } from "../bridge/schema";
import { asMap } from "../bridge/values";

const INTEGRATIONS = ["notifications", "integrations"];

const TYPES: Record<ProviderMajor, readonly string[]> = {
  11: ["mailinglist", "microsoftteams", "newrelic", "pagerduty", "slack", "webhook"],
  12: "datadog jiraissue jsm mailinglist microsoftteams newrelic opsgenie pagerduty slack splunkoncall webhook".split(
    " ",
  ),
};

/** A target for alerts. */
export const integration = (major: ProviderMajor): ResourceDefinition => ({
  type: "fastly:index/integration:Integration",
  schema: [
    map("config", { required: true, secret: true }),
    string("description"),
    string("name", { required: true }),
    string("type", { required: true, oneOf: TYPES[major] }),
  ],
  create: async (data, context) => {
    const made = (await context.client.send("POST", INTEGRATIONS, { json: settings(data) })) as {
      integration_id: string;
    };
    data.id = made.integration_id;
    await readIntegration(data, context);
  },
  update: async (data, context) => {
    const json = { ...settings(data), ID: data.id };
    await context.client.send("PATCH", [...INTEGRATIONS, data.id], { json });
    await readIntegration(data, context);
  },
  read: readIntegration,
  delete: async (data, { client, major }) => {
    await client.send("DELETE", [...INTEGRATIONS, data.id]).catch((error) => {
      // Version 11 fails for an integration that is gone.
      if (major === 11 || !isNotFound(error)) throw error;
    });
  },
});

/** The names of the fields are go-fastly's. */
function settings(data: ResourceData) {
  const description = data.string("description");
  return {
    Config: asMap(data.get("config")) ?? {},
    ...(description !== "" && { Description: description }),
    Name: data.string("name"),
    Type: data.string("type"),
  };
}

async function readIntegration(data: ResourceData, { client, major }: Context): Promise<void> {
  try {
    const found = (await client.send("GET", [...INTEGRATIONS, data.id])) as {
      name: string;
      description: string;
      type: string;
      config?: Record<string, string>;
    };
    if (found.config !== undefined) {
      // Fastly never returns a key again. Only version 12 handles that.
      data.set("config", major === 11 ? found.config : { ...asMap(data.get("config")), ...found.config });
    }
    data.set("description", found.description);
    data.set("name", found.name);
    data.set("type", found.type);
  } catch (error) {
    if (major === 11 || !isNotFound(error)) throw error;
    data.id = "";
  }
}
