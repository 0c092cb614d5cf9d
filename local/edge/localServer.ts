import { resolve } from "node:path";
import type { TomlTable } from "pulumi-fastly-compute/internal";
import { isTable, localServer } from "./backends";

/** Tables about visitors (their places and devices), and about the shields that this machine stands for. */
const TABLES = ["geolocation", "device_detection", "shielding_sites"];

/** Whether a program may pass a WebSocket on to a backend. Default: as in the Fastly CLI 16. */
export function passesWebSockets(manifest: Record<string, unknown>): boolean {
  const { websockets_passthrough } = localServer(manifest);
  return !(isTable(websockets_passthrough) && websockets_passthrough.enable === false);
}

/**
 * The tables of `[local_server]` for Viceroy that no service has. Viceroy itself checks them. A file stays in its
 * place: Viceroy reads it at each use.
 *
 * @param directory the app's directory, to which file names are relative. Undefined when it is not known.
 * @param differences gets a sentence for each table that is left out
 */
export function localServerTables(
  manifest: Record<string, unknown>,
  directory: string | undefined,
  differences: string[],
): TomlTable {
  const server = localServer(manifest);
  return Object.fromEntries(
    TABLES.flatMap((name) => {
      const table = server[name];
      if (!isTable(table)) {
        return [];
      }
      if (typeof table.file !== "string") {
        return [[name, table]];
      }
      if (directory === undefined) {
        differences.push(`[local_server.${name}] is in a file that only \`fastly-compute-local dev\` finds`);
        return [];
      }
      return [[name, { ...table, file: resolve(directory, table.file) }]];
    }),
  );
}
