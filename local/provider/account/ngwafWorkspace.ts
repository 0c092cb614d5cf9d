import { isNotFound } from "../apiError";
import type { Problem } from "../bridge/problems";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { block, bool, int, string, texts } from "../bridge/schema";
import { asMap, textsOf } from "../bridge/values";

const WORKSPACES = ["ngwaf", "v1", "workspaces"];
const RANGE = [1, 10_000] as const;
const BLOCKING_CODE = 406;

/** A status for errors of the client or the server, or for redirects. */
const blockingCode: Problem = (value) => {
  const code = Number(value);
  return (code >= 400 && code <= 599) || code === 301 || code === 302
    ? undefined
    : `expected default_blocking_response_code to be in the range (400 - 599), got ${code}`;
};

/** The workspace of the Next-Gen WAF for the product of a service. */
export const ngwafWorkspace: ResourceDefinition = {
  type: "fastly:index/ngwafWorkspace:NgwafWorkspace",
  schema: [
    block(
      "attack_signal_thresholds",
      "block",
      [
        bool("immediate", { default: false }),
        int("one_hour", { default: 100, range: RANGE }),
        int("one_minute", { default: 1, range: RANGE }),
        int("ten_minutes", { default: 60, range: RANGE }),
      ],
      { required: true },
    ),
    texts("client_ip_headers"),
    int("default_blocking_response_code", { default: BLOCKING_CODE, problem: blockingCode }),
    string("default_redirect_url"),
    string("description", { required: true }),
    string("ip_anonymization", { oneOf: ["hashed"] }),
    string("mode", { required: true, oneOf: ["off", "log", "block"] }),
    string("name", { required: true }),
  ],
  create: async (data, context) => {
    const made = (await context.client.send("POST", WORKSPACES, { json: settings(data) })) as { id: string };
    data.id = made.id;
    await readWorkspace(data, context);
  },
  update: async (data, context) => {
    await context.client.send("PATCH", [...WORKSPACES, data.id], { json: settings(data) });
    await readWorkspace(data, context);
  },
  read: readWorkspace,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...WORKSPACES, data.id]);
  },
};

function settings(data: ResourceData) {
  const headers = textsOf(data.get("clientIpHeaders"));
  const code = data.int("defaultBlockingResponseCode");
  const url = data.string("defaultRedirectUrl");
  const thresholds = asMap(data.get("attackSignalThresholds")) ?? {};
  return {
    name: data.string("name"),
    description: data.string("description"),
    mode: data.string("mode"),
    ip_anonymization: data.string("ipAnonymization"),
    ...(headers.length > 0 && { client_ip_headers: headers }),
    ...((data.hasChange("defaultBlockingResponseCode") || code !== BLOCKING_CODE) && {
      default_blocking_response_code: code,
    }),
    ...((data.hasChange("defaultRedirectUrl") || url !== "") && { default_redirect_url: url }),
    attack_signal_thresholds: {
      one_minute: thresholds.oneMinute,
      ten_minutes: thresholds.tenMinutes,
      one_hour: thresholds.oneHour,
      immediate: thresholds.immediate,
    },
  };
}

interface Workspace {
  name: string;
  description: string;
  mode: string;
  ip_anonymization: string | null;
  client_ip_headers: string[];
  default_blocking_response_code: number;
  default_redirect_url?: string;
  attack_signal_thresholds: { one_minute?: number; ten_minutes?: number; one_hour?: number; immediate?: boolean };
}

async function readWorkspace(data: ResourceData, { client }: Context): Promise<void> {
  try {
    const found = (await client.send("GET", [...WORKSPACES, data.id])) as Workspace;
    const { one_minute, ten_minutes, one_hour, immediate } = found.attack_signal_thresholds;
    data.set("name", found.name);
    data.set("description", found.description);
    data.set("mode", found.mode);
    data.set("ipAnonymization", found.ip_anonymization ?? "");
    data.set("clientIpHeaders", found.client_ip_headers);
    data.set("defaultBlockingResponseCode", found.default_blocking_response_code);
    data.set("defaultRedirectUrl", found.default_redirect_url ?? "");
    data.set("attackSignalThresholds", {
      oneMinute: one_minute || 1,
      tenMinutes: ten_minutes || 60,
      oneHour: one_hour || 100,
      immediate: immediate ?? false,
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    data.id = "";
  }
}
