import { isIPv4 } from "node:net";
import type { Field, FieldTable } from "../fields";
import { flag, integer, readChanges, readFields, requiredText } from "../fields";
import type { Fields } from "../http";
import { ApiError, badRequest } from "../http";
import type { Route } from "../router";
import type { LogSettings } from "../settings";
import type { LogEndpoint } from "../state";
import type { VersionedKind } from "../versioned";
import { belonging, versionedRoutes } from "../versioned";
import type { LogKind, LogKindSpec } from "./logKinds";
import { commonDefaults, commonFields, commonNumbers, logKinds } from "./logKinds";
import { refuseLogValues } from "./logValues";

export type { LogKind } from "./logKinds";

function kindOf(kind: LogKind): VersionedKind<LogEndpoint> {
  const table = fieldTable(logKinds[kind]);
  return {
    path: `logging/${kind}`,
    // Fastly's errors call every kind of log endpoint a syslog. No two endpoints of a version may share a name.
    title: "syslog",
    duplicateOf: "logging_syslog",
    nameTaken: (version, name, except) => version.logging.some((l) => l !== except && l.name === name),
    list: (version) => version.logging.filter((endpoint) => endpoint.kind === kind),
    add: (version, endpoint) => void version.logging.push(endpoint),
    remove: (version, endpoint) => void version.logging.splice(version.logging.indexOf(endpoint), 1),
    create: (fields) => {
      refuseContradictions(kind, fields);
      return { kind, name: requiredText(fields, "name"), settings: readFields(table, fields) as LogSettings };
    },
    update: (endpoint, fields) => {
      refuseContradictions(kind, fields);
      return {
        ...endpoint,
        ...("name" in fields && { name: requiredText(fields, "name") }),
        settings: {
          ...endpoint.settings,
          ...supersede(table, endpoint.settings, fields),
          ...(readChanges(table, fields) as LogSettings),
        },
      };
    },
    view: ({ name, settings, created_at, updated_at }, service, version) => ({
      name,
      ...settings,
      ...(kind === "ftp" && hostParts(settings)),
      created_at,
      updated_at,
      ...belonging(service, version),
      version: String(version.number),
    }),
    limit: { of: "logEndpoints", title: "logging endpoints" },
    refuse: ({ settings }) => refuseLogValues(kind, settings),
    updated: (fields, { settings }) => ({
      // The first answer has a JSON number as a number. Later answers have it as text.
      ...Object.fromEntries(
        ["gzip_level", "period"].filter((name) => typeof fields[name] === "number").map((name) => [name, fields[name]]),
      ),
      ...("gzip_level" in table &&
        given(fields, "compression_codec") && { gzip_level: Number(settings.gzip_level) > 0 ? 0 : null }),
    }),
  };
}

/** Fastly describes a host by its name or by its address. */
function hostParts({ address, hostname, ipv4 }: LogSettings): LogSettings {
  const numbers = typeof address === "string" && isIPv4(address);
  return { hostname: hostname ?? (numbers ? null : (address ?? null)), ipv4: ipv4 ?? (numbers ? address : null) };
}

function fieldTable(spec: LogKindSpec): FieldTable {
  const defaults = { ...commonDefaults, ...spec.defaults };
  const numbers = words(`${commonNumbers} ${spec.numbers ?? ""}`);
  const booleans = words(spec.booleans ?? "");
  const field = (name: string): Field<unknown> => {
    if (booleans.includes(name)) {
      return flag(false);
    }
    if (numbers.includes(name)) {
      return integer(Number(defaults[name] ?? 0));
    }
    const trims = name === "secret_key" && spec.trimsSecretKey;
    const read = (value: unknown) => (trims ? String(value).replace(/\n$/, "") : String(value));
    return { absent: defaults[name] ?? null, read: (value) => (value === null ? null : read(value)) };
  };
  return Object.fromEntries(words(`${commonFields} ${spec.fields}`).map((name) => [name, field(name)]));
}

function words(list: string): string[] {
  return list.split(" ").filter((word) => word !== "");
}

function given(fields: Fields, name: string): boolean {
  return fields[name] !== undefined && fields[name] !== null && fields[name] !== "";
}

function refuseContradictions(kind: LogKind, fields: Fields): void {
  if (given(fields, "compression_codec") && given(fields, "gzip_level") && Number(fields.gzip_level) !== 0) {
    throw new ApiError(400, { msg: "'compression_codec' and 'gzip_level' cannot be set simultaneously" });
  }
  if (given(fields, "iam_role") && (given(fields, "access_key") || given(fields, "secret_key"))) {
    throw new ApiError(400, { msg: "'iam_role' can't be used when 'access_key' or 'secret_key' are provided" });
  }
  if (kind === "newrelic" && given(fields, "region") && !/^(us|eu)$/i.test(String(fields.region))) {
    throw badRequest(`unrecognized region ${String(fields.region)}`);
  }
}

/** A codec replaces a gzip level, and the other way round. An IAM role replaces keys. */
function supersede(table: FieldTable, old: LogSettings, fields: Fields): LogSettings {
  const replaced: LogSettings = {
    ...(given(fields, "compression_codec") && { gzip_level: typeof old.gzip_level === "number" ? 0 : "0" }),
    ...(given(fields, "gzip_level") && { compression_codec: null }),
    ...(given(fields, "iam_role") && { access_key: null, secret_key: null }),
    ...((given(fields, "access_key") || given(fields, "secret_key")) && { iam_role: null }),
  };
  return Object.fromEntries(Object.entries(replaced).filter(([name]) => name in table));
}

export const loggingRoutes: Route[] = (Object.keys(logKinds) as LogKind[]).flatMap((kind) =>
  versionedRoutes(kindOf(kind)),
);
