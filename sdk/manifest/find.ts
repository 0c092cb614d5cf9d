import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { type Diagnostic, diagnostic } from "../errors/diagnostics";
import { manifestError } from "./errors";
import { type LoadedManifest, loadManifest } from "./load";
import { loadBoth } from "./loadBoth";
import { likelyKey } from "./nearMiss";
import { overlayManifest, saysSomethingAboutDeployment } from "./overlay";
import { parseManifest } from "./parse";
import type { Manifest } from "./types";

/** The manifests of a project, and what each file is for. */
export interface Manifests {
  /** `fastly.toml`, which is packed in every environment. In a project without one: the environment's file. */
  base: Manifest;
  /** The environment in force. */
  environment?: string;
  /** The environment's own file, when it exists. */
  environmentManifest?: Manifest;
  /** The manifest to deploy: the base, with the environment's file laid over it. */
  manifest: Manifest;
  /** The file for the deployed service's id. An environment's file may not exist yet. */
  serviceIdFile: string;
  /** That file's name in messages. */
  serviceIdFileShown: string;
  warnings: Diagnostic[];
}

/**
 * Reads `fastly.toml` and, for an environment, `fastly.<environment>.toml`. A project may have only files of
 * environments. The environment's file is then its manifest, as with `fastly compute publish --env`.
 *
 * @param directory the project, relative to the working directory or absolute.
 * @param environment the user's choice. Its file need not exist.
 * @param stack the stack's name: used without `environment`, when `fastly.<stack>.toml` exists and says something about
 * deployment.
 * @throws ComputeError as {@link loadManifest} does, or when `environment` cannot be part of a file's name.
 */
export function findManifests(directory: string, environment?: string, stack?: string): Manifests {
  if (environment !== undefined && !isFileNamePart(environment)) {
    throw manifestError("environment-name", { environment });
  }
  const basePath = join(directory, "fastly.toml");
  if (!existsSync(basePath)) {
    return findAlone(directory, environment, stack);
  }
  const [{ manifest: base, warnings }, layer] = layersOf(directory, basePath, environment, stack);
  if (layer === undefined) {
    return { base, manifest: base, serviceIdFile: basePath, serviceIdFileShown: base.file, warnings };
  }
  return {
    base,
    environment: layer.name,
    environmentManifest: layer.loaded?.manifest,
    manifest: overlayManifest(base, layer.loaded?.manifest ?? nothing(layer.path)),
    serviceIdFile: layer.path,
    serviceIdFileShown: displayName(layer.path),
    warnings: [...warnings, ...(layer.loaded?.warnings ?? likelySlip(directory, layer.name))],
  };
}

/** A project without `fastly.toml`. */
function findAlone(directory: string, environment: string | undefined, stack: string | undefined): Manifests {
  const name = environment ?? ofStack(directory, stack);
  const path = name === undefined ? join(directory, "fastly.toml") : environmentPath(directory, name);
  const environments = environmentsIn(directory);
  const shown = displayName(path);
  if (environments.length > 0 && !existsSync(path)) {
    throw manifestError("environment-missing", { file: shown, environments });
  }
  // Without any manifest, the missing file is `fastly.toml` and not an environment's.
  const asked = existsSync(path) ? path : join(directory, "fastly.toml");
  const { manifest, warnings } = loadManifest(asked, displayName(asked));
  return {
    base: manifest,
    environment: name,
    environmentManifest: name === undefined ? undefined : manifest,
    manifest,
    serviceIdFile: path,
    serviceIdFileShown: shown,
    warnings,
  };
}

function environmentsIn(directory: string): string[] {
  try {
    return readdirSync(directory).flatMap((file) => environmentOf(file) ?? []);
  } catch {
    return [];
  }
}

/**
 * An environment without a file is a new one. It is a likely slip when another environment's name is almost the same.
 */
function likelySlip(directory: string, environment: string): Diagnostic[] {
  const likely = likelyKey(environment, environmentsIn(directory));
  if (likely === undefined) {
    return [];
  }
  return [diagnostic("warning", manifestError.explain("environment-likely-slip", { environment, likely }))];
}

type Layer = { name: string; path: string; loaded?: LoadedManifest };

/** The base, and what is laid over it for the environment or the stack. */
function layersOf(
  directory: string,
  basePath: string,
  environment: string | undefined,
  stack: string | undefined,
): [base: LoadedManifest, layer?: Layer] {
  const shown = displayName(basePath);
  const name = environment ?? fileNamePart(stack);
  if (name === undefined) {
    return [loadManifest(basePath, shown)];
  }
  const path = environmentPath(directory, name);
  if (!existsSync(path)) {
    const base = loadManifest(basePath, shown);
    return environment === undefined ? [base] : [base, { name, path }];
  }
  const [base, loaded] = loadBoth({ path: basePath, shown }, { path, shown: displayName(path) });
  const counts = environment !== undefined || saysSomethingAboutDeployment(loaded.manifest);
  return counts ? [base, { name, path, loaded }] : [base];
}

/** The stack as an environment: its file exists, and says something about deployment. */
function ofStack(directory: string, stack: string | undefined): string | undefined {
  const name = fileNamePart(stack);
  const path = name === undefined ? undefined : environmentPath(directory, name);
  const isOwn =
    path !== undefined &&
    existsSync(path) &&
    saysSomethingAboutDeployment(loadManifest(path, displayName(path), "environment").manifest);
  return isOwn ? name : undefined;
}

/** The environment that a file of this name belongs to. Undefined for any other file, and below another directory. */
export function environmentOf(file: string): string | undefined {
  return /^fastly\.([^/]+)\.toml$/.exec(file)?.[1];
}

function environmentPath(directory: string, name: string): string {
  return join(directory, `fastly.${name}.toml`);
}

function nothing(path: string): Manifest {
  const { manifest } = parseManifest("", displayName(path), "environment");
  if (manifest === undefined) {
    throw new Error("an empty manifest has errors");
  }
  return manifest;
}

function isFileNamePart(name: string): boolean {
  return /^[\p{L}\p{N}._-]+$/u.test(name);
}

function fileNamePart(stack: string | undefined): string | undefined {
  return stack !== undefined && isFileNamePart(stack) ? stack : undefined;
}

/** Relative to the program when the project is below it. Otherwise as given. */
function displayName(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
