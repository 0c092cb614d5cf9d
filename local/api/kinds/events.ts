import { notFound, ok } from "../http";
import { route } from "../router";
import type { Service } from "../state";
import type { Store } from "../store";
import { customerId } from "../views";
import { user } from "./users";

const PAGE_SIZE = 20;

/** The part of Fastly's event log that the local Fastly keeps: which version was activated when, and by whom. */
export const eventRoutes = [
  route("GET", "/events", ({ query }, store) => {
    store.account.refuseEvents();
    const [service, type] = [query.get("filter[service_id]"), query.get("filter[event_type]")];
    const events = store.state.services
      .flatMap(activations)
      .filter(({ attributes }) => service === null || attributes.service_id === service)
      .filter(({ attributes }) => type === null || attributes.event_type === type);
    if (query.get("sort") === "-created_at") {
      events.reverse();
    }
    const size = Number(query.get("page[size]") ?? PAGE_SIZE);
    const page = Number(query.get("page[number]") ?? 1);
    const pages = Math.ceil(events.length / size);
    return ok({
      data: events.slice((page - 1) * size, page * size),
      links: linksOf(page, size, pages),
      meta: { record_count: events.length, current_page: page, total_pages: pages, per_page: size },
    });
  }),
  route("GET", "/events/:event", ({ params }, store) => {
    store.account.refuseEvents();
    const found = store.state.services.flatMap(activations).find(({ id }) => id === params.event);
    if (found === undefined) {
      throw notFound("Record not found");
    }
    return ok({ data: found });
  }),
];

function activations({ id, activations = [] }: Service) {
  return activations.map(({ version, created_at }, index) => ({
    id: `${id.slice(0, 12)}${String(index).padStart(10, "0")}`,
    type: "event",
    attributes: {
      customer_id: customerId,
      description: `Version ${version} was activated`,
      event_type: "version.activate",
      ip: "127.0.0.1",
      metadata: { version_number: version, service_id: id, number: version },
      service_id: id,
      user_id: user.id,
      created_at,
      admin: false,
    },
  }));
}

function linksOf(page: number, size: number, pages: number) {
  const url = (number: number) => `https://api.fastly.com/events?page[number]=${number}&page[size]=${size}`;
  return page < pages ? { next: url(page + 1), last: url(pages) } : {};
}

/** Notes that a version was activated. */
export function noteActivation(service: Service, version: number, store: Store): void {
  service.activations = [...(service.activations ?? []), { version, created_at: store.now() }];
}
