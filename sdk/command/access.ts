import { type FastlyClient, fastlyClient } from "../fastly/client";
import { cliConfigPath, storedToken } from "../fastly/cliTokens";
import { commandError } from "./errors";

/**
 * A client for a command that only looks. The token is the one that a program would take: `FASTLY_API_KEY`, or the Fastly
 * CLI's.
 */
export function readingClient(env: NodeJS.ProcessEnv): FastlyClient {
  const config = cliConfigPath(env);
  const token = env.FASTLY_API_KEY || env.FASTLY_API_TOKEN || storedToken(config);
  if (!token) {
    throw commandError("command-without-token", { config });
  }
  return onlyReading(fastlyClient(env.FASTLY_API_URL || "https://api.fastly.com", token));
}

/** The same client, which by its making sends nothing that could change something. */
export function onlyReading(client: FastlyClient): FastlyClient {
  return {
    isStandIn: client.isStandIn,
    request(method, path, _, how) {
      if (method !== "GET") {
        throw new Error(`a command that only reads was about to send ${method} ${path}`);
      }
      return client.request("GET", path, undefined, how);
    },
  };
}
