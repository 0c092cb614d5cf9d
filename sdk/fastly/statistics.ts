import { readObject } from "./answers";
import type { FastlyClient } from "./client";

/** The requests of a service in one second. */
export interface SecondOfRequests {
  /** Seconds since 1970. */
  recorded: number;
  requests: number;
  /** Answers with status 500 and above. */
  errors: number;
  /** The total time of all answers. */
  milliseconds: number;
}

/** The host of the real-time statistics for an API's address. Fastly has a separate host for them. */
export function statisticsUrl(baseUrl: string): string {
  return baseUrl.replace(/^https:\/\/api\.fastly\.com\/?$/, "https://rt.fastly.com");
}

/** The seconds of the last two minutes, newest last, as far as Fastly has them. */
export async function readStatistics(client: FastlyClient, id: string): Promise<SecondOfRequests[]> {
  type Answer = { Data?: { recorded?: unknown; aggregated?: Record<string, unknown> | null }[] | null };
  const { Data } = await readObject<Answer>(client, `/v1/channel/${encodeURIComponent(id)}/ts/h`, { Data: "list?" });
  return (Data ?? []).map(({ recorded, aggregated }) => ({
    recorded: Number(recorded),
    requests: count(aggregated, "compute_requests", "requests"),
    errors: count(aggregated, "compute_resp_status_5xx", "status_5xx"),
    milliseconds: count(aggregated, "compute_request_time_ms"),
  }));
}

/** The first of these fields that exists. A second without requests has none. */
function count(fields: Record<string, unknown> | null | undefined, ...names: string[]): number {
  return Number(names.map((name) => fields?.[name]).find((value) => value !== undefined) ?? 0) || 0;
}
