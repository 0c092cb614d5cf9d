import type { PropertyMap } from "../../engine/value";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { block, number, string, strings } from "../bridge/schema";
import { asMap } from "../bridge/values";

const DEFINITIONS = ["alerts", "definitions"];
/** The provider adds this to each description, and removes it after reading. */
const MANAGED = "Managed by Terraform";

/** Sends a mail, or calls an integration, when a metric of a service crosses a threshold. */
export const alert: ResourceDefinition = {
  type: "fastly:index/alert:Alert",
  schema: [
    string("description"),
    block("dimensions", "block", [strings("domains"), strings("origins")]),
    block(
      "evaluation_strategy",
      "block",
      [
        number("ignore_below"),
        string("period", { required: true }),
        number("threshold", { required: true }),
        string("type", { required: true }),
      ],
      { required: true },
    ),
    strings("integration_ids"),
    string("metric", { required: true }),
    string("name", { required: true }),
    string("service_id", { replaces: true }),
    string("source", { required: true, replaces: true }),
  ],
  create: async (data, { client }) => {
    refuseNoService(data);
    const json = { ...definition(data), service_id: data.string("serviceId"), source: data.string("source") };
    const made = (await client.send("POST", DEFINITIONS, { json, expect: 201 })) as { id: string };
    data.id = made.id;
  },
  update: async (data, context) => {
    refuseNoService(data);
    await context.client.send("PUT", [...DEFINITIONS, data.id], { json: definition(data) });
    await readAlert(data, context);
  },
  read: readAlert,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...DEFINITIONS, data.id], { expect: 204 });
  },
};

function refuseNoService(data: ResourceData): void {
  if (data.string("source") !== "stats" && data.string("serviceId") === "") {
    throw new Error("empty `service_id` is only supported for `stats` as a source");
  }
}

function definition(data: ResourceData) {
  const description = data.string("description");
  const strategy = asMap(data.get("evaluationStrategy")) ?? {};
  return {
    description: description === "" ? MANAGED : `${description} ${MANAGED}`,
    dimensions: asMap(data.get("dimensions")) ?? {},
    evaluation_strategy: {
      ...(Number(strategy.ignoreBelow) > 0 && { ignore_below: strategy.ignoreBelow }),
      period: strategy.period,
      threshold: strategy.threshold,
      type: strategy.type,
    },
    integration_ids: data.get("integrationIds"),
    metric: data.string("metric"),
    name: data.string("name"),
  };
}

interface Definition {
  name: string;
  description: string;
  dimensions: Record<string, string[]>;
  evaluation_strategy: PropertyMap & { ignore_below?: number };
  integration_ids: string[];
  metric: string;
  service_id: string;
  source: string;
}

async function readAlert(data: ResourceData, { client }: Context): Promise<void> {
  const read = (await client.send("GET", [...DEFINITIONS, data.id])) as Definition;
  const description = read.description.replace(new RegExp(`${MANAGED}$`), "").trim();
  if (description !== "") {
    data.set("description", description);
  }
  if (Object.keys(read.dimensions).length > 0) {
    data.set("dimensions", read.dimensions);
  }
  const { ignore_below: ignoreBelow = 0, ...strategy } = read.evaluation_strategy;
  data.set("evaluationStrategy", { ...strategy, ignoreBelow });
  if (read.integration_ids.length > 0) {
    data.set("integrationIds", read.integration_ids);
  }
  data.set("metric", read.metric);
  data.set("name", read.name);
  data.set("serviceId", read.service_id);
  data.set("source", read.source);
}
