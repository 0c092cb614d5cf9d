import { type ApiResponse, ok } from "../http";
import { route } from "../router";
import type { Second } from "../statistics";
import type { Store } from "../store";

const base = "/v1/channel/:service/ts";

/** Fastly's real-time statistics. At Fastly the host `rt.fastly.com` has them. */
export const statisticsRoutes = [
  route("GET", `${base}/h`, ({ params }, store) => answer(params, store)),
  route("GET", `${base}/h/limit/:limit`, ({ params }, store) => answer(params, store, Number(params.limit))),
  // The first request has the time 0. The next ones have the timestamp of the last answer.
  route("GET", `${base}/:since`, ({ params }, store) => {
    const since = Number(params.since);
    return answer(params, store, since === 0 ? 1 : undefined, since);
  }),
];

function answer(params: Record<string, string>, store: Store, seconds?: number, since = 0): ApiResponse {
  store.account.refuseStatistics();
  const service = store.service(params);
  const found = store.statistics.history(service.id, seconds).filter(({ recorded }) => recorded > since);
  return ok({
    Timestamp: found.at(-1)?.recorded ?? since,
    AggregateDelay: 0,
    Data: found.map(({ recorded, ...aggregated }: Second) => ({ recorded, aggregated, datacenter: {} })),
  });
}
