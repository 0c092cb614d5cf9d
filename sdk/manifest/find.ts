import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { type Diagnostic, diagnostic } from "../errors/diagnostics";
import { manifestError } from "./errors";
import { loadManifest } from "./load";
import { likelyKey } from "./nearMiss";
import { overlayManifest, saysSomethingAboutDeployment } from "./overlay";
import { parseManifest } from "./parse";
import type { Manifest } from "./types";

/** The manifests of a project, and which file is whose. */
export interface Manifests {
  /** `fastly.toml`, which is packed, whatever the environment; in a project without one, the environment's file. */
  base: Manifest;
  /** The environment in force. */
  environment?: string;
  /** The environment's own file, when it exists. */
  environmentManifest?: Manifest;
  /** What a deployment follows: the base, and over it the environment's file. */
  manifest: Manifest;
  /** The file that the deployed service's id belongs to; an environment's may not exist yet. */
  serviceIdFile: string;
  /** The same file, as messages name it. */
  serviceIdFileShown: string;
  warnings: Diagnostic[];
}

/**
 * Reads `fastly.toml` and, for an environment, `fastly.<environment>.toml`. A project may have only such files: that of
 * the environment then is its manifest, as with `fastly compute publish --env`.
 *
 * @param directory the project, relative to the working directory or absolute.
 * @param environment chosen by the user; its file need not exist.
 * @param stack the stack's name: without `environment`, `fastly.<stack>.toml` is taken when it exists and says something
 * about deployment.
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
  const { manifest: base, warnings } = loadManifest(basePath, displayName(basePath));
  const layer = environment === undefined ? ofStack(directory, stack) : ofEnvironment(directory, environment);
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
  const name = environment ?? ofStack(directory, stack)?.name;
  const path = join(directory, name === undefined ? "fastly.toml" : `fastly.${name}.toml`);
  const environments = environmentsIn(directory);
  const shown = displayName(path);
  if (environments.length > 0 && !existsSync(path)) {
    throw manifestError("environment-missing", { file: shown, environments });
  }
  // Where there is no manifest at all, the one to begin with is missing, and not that of an environment.
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
    return readdirSync(directory).flatMap((file) => /^fastly\.(.+)\.toml$/.exec(file)?.[1] ?? []);
  } catch {
    return [];
  }
}

/** An environment without a file is one to begin, unless another's name is all but the same. */
function likelySlip(directory: string, environment: string): Diagnostic[] {
  const likely = likelyKey(environment, environmentsIn(directory));
  if (likely === undefined) {
    return [];
  }
  return [diagnostic("warning", manifestError.told("environment-likely-slip", { environment, likely }))];
}

type Layer = { name: string; path: string; loaded?: ReturnType<typeof loadManifest> };

function ofEnvironment(directory: string, name: string): Layer {
  const path = join(directory, `fastly.${name}.toml`);
  return { name, path, loaded: existsSync(path) ? loadManifest(path, displayName(path), "environment") : undefined };
}

function ofStack(directory: string, stack: string | undefined): Layer | undefined {
  const layer = stack !== undefined && isFileNamePart(stack) ? ofEnvironment(directory, stack) : undefined;
  return layer?.loaded !== undefined && saysSomethingAboutDeployment(layer.loaded.manifest) ? layer : undefined;
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

/** Relative to the program where the project is below it, else as given. */
function displayName(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
