import { resolve } from "node:path";
import type { TomlTable } from "pulumi-fastly-compute/internal";
import { isTable, localServer } from "./backends";

/** What visitors look like: where they are, what device they have; and which shields this machine stands for. */
const TABLES = ["geolocation", "device_detection", "shielding_sites"];

/** Whether a program may hand a WebSocket off to a backend; as of the Fastly CLI 16 by default. */
export function passesWebSockets(manifest: Record<string, unknown>): boolean {
  const { websockets_passthrough } = localServer(manifest);
  return !(isTable(websockets_passthrough) && websockets_passthrough.enable === false);
}

/**
 * What a parsed manifest gives Viceroy under `[local_server]` that no service has; Viceroy itself checks the tables. A file
 * stays where it is: Viceroy reads it whenever the program asks.
 *
 * @param directory the app's, from which files are named; undefined where nobody knows it
 * @param differences gets a sentence for what is left out
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
        differences.push(`[local_server.${name}] is in a file, which only \`fastly-compute-local dev\` finds`);
        return [];
      }
      return [[name, { ...table, file: resolve(directory, table.file) }]];
    }),
  );
}
