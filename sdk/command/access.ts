import { type FastlyClient, fastlyClient } from "../fastly/client";
import { cliConfigPath, storedToken } from "../fastly/cliTokens";
import { onlyReading } from "../fastly/onlyReading";
import { commandError } from "./errors";

/**
 * A client for a command that only reads. It takes the same token as a program: `FASTLY_API_KEY`, or the Fastly CLI's.
 */
export function readingClient(env: NodeJS.ProcessEnv): FastlyClient {
  const config = cliConfigPath(env);
  const token = env.FASTLY_API_KEY || env.FASTLY_API_TOKEN || storedToken(config);
  if (!token) {
    throw commandError("command-without-token", { config });
  }
  return onlyReading(fastlyClient(env.FASTLY_API_URL || "https://api.fastly.com", token));
}
