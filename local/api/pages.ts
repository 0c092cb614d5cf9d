import type { ApiRequest, ApiResponse } from "./http";

/** One page of a list by `page` and `per_page`, with a `Link` header to its neighbours. */
export function paged(request: ApiRequest, all: readonly unknown[], defaultSize = 100): ApiResponse {
  const size = positive(request.query.get("per_page")) ?? defaultSize;
  const page = positive(request.query.get("page")) ?? 1;
  const last = Math.max(1, Math.ceil(all.length / size));
  const links = [
    ...(page > 1 ? [link(request, 1, "first"), link(request, page - 1, "prev")] : []),
    ...(page < last ? [link(request, page + 1, "next"), link(request, last, "last")] : []),
  ];
  return {
    status: 200,
    body: all.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

function link(request: ApiRequest, page: number, relation: string): string {
  const query = new URLSearchParams(request.query);
  query.set("page", String(page));
  const pathname = request.path.split("?")[0];
  return `<http://${request.headers.host}${pathname}?${query}>; rel="${relation}"`;
}

export interface CursorPage<T> {
  data: T[];
  meta: { limit: number; next_cursor?: string };
}

/** One page of a list by `limit` and `cursor`, as in the stores' APIs. */
export function cursorPage<T>(
  request: ApiRequest,
  all: readonly T[],
  defaultLimit: number,
  largest = Number.POSITIVE_INFINITY,
): CursorPage<T> {
  const limit = Math.min(positive(request.query.get("limit")) ?? defaultLimit, largest);
  const start = positive(Buffer.from(request.query.get("cursor") ?? "", "base64url").toString()) ?? 0;
  const end = start + limit;
  return {
    data: all.slice(start, end),
    meta: {
      limit,
      ...(end < all.length && { next_cursor: Buffer.from(String(end)).toString("base64url") }),
    },
  };
}

function positive(value: string | null): number | undefined {
  return value !== null && /^\d{1,9}$/.test(value) && Number(value) > 0 ? Number(value) : undefined;
}
