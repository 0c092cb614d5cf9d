import type { PropertyMap } from "../../engine/value";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { block, int, list, string, texts } from "../bridge/schema";
import { asMap, elementsOf } from "../bridge/values";

const DASHBOARDS = ["observability", "dashboards"];

const dataSource = [
  block("config", "block", [texts("metrics", { required: true })], { required: true }),
  string("type", { required: true, oneOf: ["stats.edge", "stats.domain", "stats.origin"] }),
];

const visualization = [
  block(
    "config",
    "block",
    [
      string("calculation_method", { oneOf: ["avg", "sum", "min", "max", "latest", "p95"] }),
      string("format", {
        oneOf: "number bytes percent requests responses seconds milliseconds ratio bitrate".split(" "),
      }),
      string("plot_type", { required: true, oneOf: ["line", "bar", "single-metric", "donut"] }),
    ],
    { required: true },
  ),
  string("type", { required: true, oneOf: ["chart"] }),
];

/** A page of charts in Fastly's web interface. */
export const customDashboard: ResourceDefinition = {
  type: "fastly:index/customDashboard:CustomDashboard",
  schema: [
    list("dashboard_item", "dashboardItems", [
      block("data_source", "block", dataSource, { required: true }),
      string("id", { required: true }),
      int("span", { default: 4 }),
      string("subtitle", { required: true }),
      string("title", { required: true }),
      block("visualization", "block", visualization, { required: true }),
    ]),
    string("description"),
    string("name", { required: true }),
  ],
  create: async (data, context) => {
    const description = data.string("description");
    const json = { ...(description !== "" && { description }), ...named(data) };
    const made = (await context.client.send("POST", DASHBOARDS, { json, expect: 201 })) as { id: string };
    data.id = made.id;
    await readDashboard(data, context);
  },
  update: async (data, context) => {
    const json = { description: data.string("description"), ...named(data) };
    await context.client.send("PATCH", [...DASHBOARDS, data.id], { json });
    await readDashboard(data, context);
  },
  read: readDashboard,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...DASHBOARDS, data.id], { expect: 204 });
  },
};

function named(data: ResourceData) {
  return { items: elementsOf(data.get("dashboardItems")).map(sentItem), name: data.string("name") };
}

/** A missing setting of a chart is sent as an empty text. */
function sentItem({ dataSource, visualization, ...item }: PropertyMap) {
  const [source, chart] = [asMap(dataSource) ?? {}, asMap(visualization) ?? {}];
  const config = asMap(chart.config) ?? {};
  return {
    ...item,
    data_source: source,
    visualization: {
      type: chart.type,
      config: { calculation_method: config.calculationMethod, format: config.format, plot_type: config.plotType },
    },
  };
}

interface Dashboard {
  name: string;
  description: string;
  items: (PropertyMap & {
    data_source: PropertyMap;
    visualization: { type: string; config: { calculation_method?: string; format?: string; plot_type: string } };
  })[];
}

async function readDashboard(data: ResourceData, { client }: Context): Promise<void> {
  const read = (await client.send("GET", [...DASHBOARDS, data.id])) as Dashboard;
  if (read.name !== "") {
    data.set("name", read.name);
  }
  if (read.description !== "") {
    data.set("description", read.description);
  }
  if (read.items.length > 0) {
    data.set("dashboardItems", read.items.map(readItem));
  }
}

function readItem({ data_source: dataSource, visualization, ...item }: Dashboard["items"][number]): PropertyMap {
  const { type, config } = visualization;
  const { calculation_method: calculationMethod = "", format = "", plot_type: plotType } = config;
  return { ...item, dataSource, visualization: { type, config: { calculationMethod, format, plotType } } };
}
