import { ApiError, type ApiRequest, type Fields } from "./http";

export type Relationships = Record<string, { data?: unknown } | undefined>;

export function dataOf(fields: Fields): { attributes: Fields; relationships: Relationships } {
  const data = (fields.data ?? {}) as { attributes?: Fields; relationships?: Relationships };
  return { attributes: data.attributes ?? {}, relationships: data.relationships ?? {} };
}

export function idsOf(relationship: { data?: unknown } | undefined): string[] {
  return [relationship?.data ?? []].flat().flatMap((each) => {
    const { id } = (each ?? {}) as { id?: unknown };
    return typeof id === "string" && id !== "" ? [id] : [];
  });
}

export function document(data: unknown, included: unknown[] = []) {
  return included.length === 0 ? { data } : { data, included };
}

export function invalid(detail: string): ApiError {
  return new ApiError(400, { errors: [{ title: "Invalid request", detail }] });
}

export function absent(what: string): ApiError {
  return new ApiError(404, { errors: [{ title: "Not found", detail: `The ${what} you requested was not found` }] });
}

/** One page of a list, with the links and counts that the API adds. */
export function pageOf<T>(
  { query, path, headers }: ApiRequest,
  all: readonly T[],
  defaultSize: number,
  view: (each: T) => unknown,
  included: (page: readonly T[]) => unknown[] = () => [],
) {
  const size = positive(query.get("page[size]")) ?? defaultSize;
  const number = positive(query.get("page[number]")) ?? 1;
  const last = Math.max(1, Math.ceil(all.length / size));
  const page = all.slice((number - 1) * size, number * size);
  const link = (to: number) => {
    const linked = new URLSearchParams(query);
    linked.set("page[number]", String(to));
    linked.set("page[size]", String(size));
    linked.sort();
    return `http://${headers.host}${path.split("?")[0]}?${linked}`;
  };
  return {
    ...document(page.map(view), included(page)),
    links: {
      self: link(number),
      first: link(1),
      prev: number > 1 ? link(number - 1) : null,
      next: number < last ? link(number + 1) : null,
      last: link(last),
    },
    meta: { record_count: all.length, current_page: number, per_page: size, total_pages: last },
  };
}

function positive(value: string | null): number | undefined {
  return value !== null && /^\d{1,9}$/.test(value) && Number(value) > 0 ? Number(value) : undefined;
}

/** A time in the format of these endpoints. */
export function millis(time: string): string {
  return time.replace(/Z$/, ".000Z");
}
