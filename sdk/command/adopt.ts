import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { inShell } from "../errors/commands";
import type { FastlyClient } from "../fastly/client";
import { loadManifest } from "../manifest/load";
import type { Manifest } from "../manifest/types";
import { visibleLine } from "../system/visible";
import { commandError } from "./errors";
import type { Io } from "./io";
import { type AdoptedService, readService } from "./live";
import { ITEMS_KEY, itemsValue, manifestText, programText, projectFiles, projectName, type Writing } from "./written";

export interface AdoptOptions {
  serviceId: string;
  /** The directory of the Pulumi program. */
  dir: string;
  /** The Compute project. Default: `dir` when it has a manifest, else `app` in it. */
  app?: string;
  overwrite: boolean;
  /** Whether to print the program instead of writing it. */
  print: boolean;
  /** The key of the one secret to print. Nothing else is printed then. */
  printSecret?: string;
  itemsInProgram: boolean;
}

/**
 * Writes a Pulumi program and a manifest that declare a live service. Changes nothing at Fastly, and overwrites files
 * only when told to.
 */
export async function adopt(options: AdoptOptions, client: FastlyClient, io: Io): Promise<number> {
  const service = await readService(client, options.serviceId);
  if (options.printSecret !== undefined) {
    printSecret(service, options, options.printSecret, io);
    return 0;
  }
  const directory = resolve(options.dir);
  const app = resolve(directory, options.app ?? (existsSync(join(directory, "fastly.toml")) ? "." : "app"));
  const manifest = manifestIn(app, service.id);
  const writing: Writing = {
    app: fromDirectory(directory, app),
    itemsInProgram: options.itemsInProgram,
    description: manifest?.description || undefined,
    backends: manifest?.setup.backends,
  };
  const program = programText(service, writing);
  if (options.print) {
    io.stdout.write(program);
    return 0;
  }
  const files = new Map([
    ...Object.entries(projectFiles(projectName(service.details.name))).map(
      ([name, text]) => [join(directory, name), text] as [string, string],
    ),
    [join(directory, "index.ts"), program],
    ...(manifest === undefined ? [[join(app, "fastly.toml"), manifestText(service)] as [string, string]] : []),
  ]);
  write(files, options.overwrite);
  io.stdout.write(report(service, options, [...files.keys()], app, manifest));
  return 0;
}

/** The manifest that is there. It is kept. */
function manifestIn(app: string, id: string): Manifest | undefined {
  const path = join(app, "fastly.toml");
  if (!existsSync(path)) {
    return undefined;
  }
  const shown = relative("", path) || path;
  const { manifest } = loadManifest(path, shown);
  if (manifest.serviceId !== undefined && manifest.serviceId !== id) {
    throw commandError("manifest-of-another-service", { file: shown, named: manifest.serviceId, id });
  }
  return manifest;
}

/** The path as the program writes it: with a dot in front, and forward slashes on every system. */
export function fromDirectory(
  directory: string,
  app: string,
  {
    relative: from,
    isAbsolute,
    sep,
  }: Pick<typeof import("node:path"), "relative" | "isAbsolute" | "sep"> = require("node:path"),
): string {
  const path = from(directory, app);
  const slashed = path.split(sep).join("/");
  return isAbsolute(path) || slashed.startsWith("..") ? slashed : slashed === "" ? "." : `./${slashed}`;
}

/** All or nothing: finds every file that is in the way before it writes one. */
function write(files: Map<string, string>, overwrite: boolean): void {
  const differing = [...files].filter(
    ([path, text]) => !existsSync(path) || withoutReturns(readFileSync(path, "utf8")) !== text,
  );
  const inTheWay = differing.filter(([path]) => existsSync(path));
  if (inTheWay.length > 0 && !overwrite) {
    throw commandError("files-in-the-way", { files: inTheWay.map(([path]) => relative("", path)) });
  }
  for (const [path, text] of differing) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: overwrite ? "w" : "wx" });
  }
}

/** Git may have given the file Windows line ends. */
function withoutReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function printSecret(service: AdoptedService, options: AdoptOptions, key: string, io: Io): void {
  const items = options.itemsInProgram ? undefined : itemsValue(service);
  const all = new Map([...service.secrets, ...(items === undefined ? [] : [[ITEMS_KEY, items] as const])]);
  const value = all.get(key);
  if (value === undefined) {
    throw commandError("secret-unknown", { key, known: [...all.keys()] });
  }
  if (io.stdout.isTTY) {
    throw commandError("secret-on-terminal", { command: secretCommand(options.serviceId, key) });
  }
  // `pulumi config set` drops one line end.
  io.stdout.write(`${value}\n`);
}

function secretCommand(id: string, key: string): string {
  const option = `--print-secret${isLikeOption(key) ? "=" : " "}${inShell(key)}`;
  return `npx pulumi-fastly-compute adopt --service-id ${inShell(id)} ${option}`;
}

/** Names of backends and other things may begin like an option, and so do the keys of their secrets. */
function isLikeOption(key: string): boolean {
  return key.startsWith("-");
}

/** Says what was done, and what is left to do. */
function report(
  service: AdoptedService,
  { itemsInProgram, dir }: AdoptOptions,
  files: string[],
  app: string,
  manifest: Manifest | undefined,
): string {
  const { id, details, version, secrets, undeclarable } = service;
  const hasItems = !itemsInProgram && itemsValue(service) !== undefined;
  const keys = [...secrets.keys(), ...(hasItems ? [ITEMS_KEY] : [])];
  const where = relative("", resolve(dir));
  const shownApp = relative("", app) || ".";
  const steps = [
    ...(where === "" ? [] : [`cd ${inShell(where)}`]),
    "npm install",
    "pulumi stack init",
    ...keys.map(
      (key) =>
        `${secretCommand(id, key)} | pulumi config set --secret ${isLikeOption(key) ? "-- " : ""}${inShell(key)}`,
    ),
    "pulumi preview",
  ];
  const lines = [
    `Read version ${version} of the service ${id} (${JSON.stringify(details.name)}). Nothing was changed at Fastly.`,
    "",
    "Written:",
    ...files.map((file) => `  ${relative("", file)}`),
    ...(manifest === undefined
      ? [
          "",
          `Fastly does not give out packages. Put the sources of the service into ${shownApp}, or put a built package there`,
          'and add { package: { path: "…" } } to the program.',
        ]
      : []),
    ...(manifest !== undefined && manifest.serviceId === undefined
      ? ["", `Put this line at the top of ${join(shownApp, "fastly.toml")}:`, `  service_id = "${id}"`]
      : []),
    ...(manifest?.raw.setup === undefined
      ? []
      : [
          "",
          "The manifest has [setup]. Every up makes the service as [setup] says. The preview shows where the live service differs.",
        ]),
    ...(undeclarable.length === 0
      ? []
      : [
          "",
          "No argument can declare these; the preview says how to go on:",
          ...undeclarable.map((each) => `  ${each}`),
        ]),
    "",
    "Then run:",
    ...steps.map((step) => `  ${step}`),
    "",
    "The first preview imports the service. Only the package and the comment of the version should differ.",
    "",
  ];
  return lines.map((line) => `${visibleLine(line)}\n`).join("");
}
