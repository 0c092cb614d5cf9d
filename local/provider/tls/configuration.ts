import type { InvokeResult } from "../../engine/contract";
import type { PropertyMap } from "../../engine/value";
import type { Context } from "../bridge/resource";
import { type Document, type Item, refs, seconds } from "./jsonApi";

/** The TLS configuration that fits a filter, of which there has to be one. */
export async function getTlsConfiguration(args: PropertyMap, context: () => Context): Promise<InvokeResult> {
  const all: { item: Item; included: Item[] }[] = [];
  for (let page = 1; ; page++) {
    const query = { include: "dns_records", "page[number]": String(page) };
    const { data, included = [] } = (await context().client.send("GET", ["tls", "configurations"], {
      query,
    })) as Document<Item[]>;
    if (data.length === 0) break;
    all.push(...data.map((item) => ({ item, included })));
  }
  const [found, ...more] = all.filter(
    ({ item }) =>
      (args.id === undefined || args.id === item.id) &&
      (args.name === undefined || args.name === item.attributes.name) &&
      (args.default === undefined || args.default === item.attributes.default),
  );
  if (found === undefined || more.length > 0) {
    throw new Error(
      found === undefined
        ? "your query returned no results. Please change your search criteria and try again"
        : "your query returned more than one result. Please change try a more specific search criteria",
    );
  }
  const { item, included } = found;
  const { attributes } = item;
  const records = refs(item, "dns_records").flatMap((id) => included.find((each) => each.id === id) ?? []);
  const dnsRecords = records
    .map(({ id, attributes: { record_type, region } }) => ({
      recordType: String(record_type),
      recordValue: id,
      region: String(region),
    }))
    .sort((a, b) => (a.recordType < b.recordType ? -1 : 1));
  return {
    returns: {
      ...args,
      id: item.id,
      name: String(attributes.name),
      default: attributes.default === true,
      dnsRecords,
      httpProtocols: attributes.http_protocols as string[],
      tlsProtocols: attributes.tls_protocols as string[],
      tlsService: attributes.bulk === true ? "PLATFORM" : "CUSTOM",
      createdAt: seconds(attributes.created_at),
      updatedAt: seconds(attributes.updated_at),
    },
  };
}
