import type { FastlyClient } from "./client";

/** A client that cannot send a request that changes something. */
export function onlyReading(client: FastlyClient): FastlyClient {
  return {
    isStandIn: client.isStandIn,
    request(method, path, _, how) {
      if (method !== "GET") {
        throw new Error(`a command that only reads tried to send ${method} ${path}`);
      }
      return client.request("GET", path, undefined, how);
    },
  };
}
