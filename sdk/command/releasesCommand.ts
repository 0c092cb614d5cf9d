import { problemOf } from "../errors";
import type { FastlyClient } from "../fastly/client";
import { readActivations } from "../fastly/events";
import { readPackageHash } from "../fastly/version";
import { describeState } from "../fastly/versionMark";
import { limitTo } from "../system/parallel";
import { visibleLine } from "../system/visible";
import { readingClient } from "./access";
import { commandError } from "./errors";
import { resourcesOf, servicesIn } from "./exported";
import type { Io } from "./io";
import { detailsOf } from "./live";
import { type Release, releasesOf, versionsListed } from "./releases";
import { exportedState, type StackOptions } from "./stackExport";

export interface ReleasesOptions extends StackOptions {
  /** Default: the services of the stack. */
  serviceId?: string;
  /** The most versions to list. */
  limit?: string;
  json: boolean;
}

/** The history of a service. */
export interface ServiceReleases {
  /** The name of the component. Undefined when the command names a service id. */
  component?: string;
  id: string;
  name: string;
  /** The listed versions, newest first. */
  releases: Release[];
  /** How many older versions there are. */
  more: number;
  /** Why the activations are unknown: the problem with Fastly's event log. */
  whyNotWho?: string;
}

const LIMIT = "20";
const AT_ONCE = 4;

/** Lists the versions of services, as Fastly has them. */
export async function releases(options: ReleasesOptions, io: Io): Promise<number> {
  const { limit = LIMIT, json } = options;
  if (!/^[1-9]\d{0,5}$/.test(limit)) {
    throw commandError("command-unknown", {
      problem: `Expected --limit to be a number but got "${limit}"`,
      help: "releases ",
    });
  }
  const client = readingClient(io.env);
  const services: ServiceReleases[] = [];
  for (const { id, component } of await servicesOf(options, io)) {
    services.push({ ...(component !== undefined && { component }), ...(await historyOf(client, id, Number(limit))) });
  }
  io.stdout.write(json ? `${JSON.stringify({ services }, null, 2)}\n` : shown(services));
  return 0;
}

async function servicesOf(options: ReleasesOptions, io: Io): Promise<{ id: string; component?: string }[]> {
  if (options.serviceId !== undefined) {
    return [{ id: options.serviceId }];
  }
  return servicesIn(resourcesOf(await exportedState(options, io)));
}

async function historyOf(client: FastlyClient, id: string, limit: number): Promise<ServiceReleases> {
  const service = await detailsOf(client, id);
  const inTurn = limitTo(AT_ONCE);
  const listed = versionsListed(service, limit);
  const hashes = await Promise.all(
    listed.map((version) => inTurn(async () => [version, await readPackageHash(client, id, version)] as const)),
  );
  const { activations, whyNotWho } = await activationsOf(client, id, listed);
  return {
    id,
    name: service.name,
    releases: releasesOf(service, new Map(hashes), activations),
    more: service.commentOf.size - listed.length,
    ...(whyNotWho !== undefined && { whyNotWho }),
  };
}

/** The event log is optional: not every token may read it. */
async function activationsOf(client: FastlyClient, id: string, versions: number[]) {
  try {
    return { activations: await readActivations(client, id, versions) };
  } catch (error) {
    return { activations: new Map(), whyNotWho: problemOf(error) };
  }
}

function shown(services: ServiceReleases[]): string {
  const lines = services.flatMap(({ component, id, name, releases, more, whyNotWho }) => [
    `${component === undefined ? "" : `${component}: `}service ${id} (${name})`,
    ...table(releases),
    ...(whyNotWho === undefined
      ? []
      : [`  Fastly's event log, which says who activated them, cannot be read: ${whyNotWho}`]),
    ...(more === 0 ? [] : [`  and ${more} older: list them with --limit`]),
  ]);
  return (services.length === 0 ? ["The stack has no service of a ComputeService."] : lines)
    .map((line) => `${visibleLine(line)}\n`)
    .join("");
}

const HEAD = [
  "Version",
  "State",
  "Package",
  "Made",
  "Made by",
  "Comment",
  "Activated",
  "By (Fastly's event log)",
  "Go back by",
];

function table(releases: Release[]): string[] {
  const rows = [
    HEAD,
    ...releases.map((each) => [
      String(each.version),
      [
        ...(each.live ? ["live"] : []),
        ...(each.staged ? ["staged"] : []),
        describeState(each),
        ...takenBack(each),
      ].join(", "),
      `${each.package?.slice(0, 12) ?? "none"}${each.packageOf === undefined ? "" : ` of ${each.packageOf}`}`,
      each.madeAt ?? "",
      each.by ?? "",
      shortened(each.comment),
      each.activated?.at ?? "",
      each.activated?.by ?? "",
      each.goBack ?? "",
    ]),
  ].map((row) => row.map(visibleLine));
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}

function takenBack({ takenBackFrom = [] }: Release): string[] {
  return takenBackFrom.length === 0 ? [] : [`live again after ${takenBackFrom.join(" and ")}`];
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > 40 ? `${characters.slice(0, 39).join("")}…` : text;
}
