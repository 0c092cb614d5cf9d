import { setTimeout as delay } from "node:timers/promises";
import { ApiError, notFound, statusOk } from "../http";
import { route } from "../router";

const path = "/service/:service/log_stream/managed/instance_output";

/** The output of a program, as `fastly log-tail` requests it: second by second. */
export const logTailRoutes = [
  route("POST", path, ({ params }, store) => {
    if (!store.logTail.enable(store.service(params).id)) {
      throw new ApiError(409, { msg: "Compute Log Tailing has already been enabled for this service" });
    }
    return statusOk();
  }),
  route("DELETE", path, ({ params }, store) => {
    store.logTail.disable(store.service(params).id);
    return statusOk();
  }),
  route("GET", path, async ({ params, query, path: asked }, store) => {
    const { id } = store.service(params);
    const from = Number(query.get("from") ?? 0) || seconds();
    // A second is only returned once it is over.
    while (seconds() <= from) {
      await delay((from + 1) * 1_000 - Date.now(), undefined, { ref: false });
    }
    const to = seconds();
    const batch = store.logTail.batch(id, from, to);
    if (batch === undefined) {
      throw notFound("Log Tailing is not enabled for this service");
    }
    const next = `<${asked.split("?")[0]}?from=${to}>; rel="next"`;
    return { status: 200, body: Buffer.from(batch), headers: { "content-type": "application/x-ndjson", link: next } };
  }),
];

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}
