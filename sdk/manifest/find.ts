import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { type Diagnostic, diagnostic } from "../errors/diagnostics";
import { manifestError } from "./errors";
import { loadManifest } from "./load";
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
    return readdirSync(directory).flatMap((file) => /^fastly\.(.+)\.toml$/.exec(file)?.[1] ?? []);
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

/** Relative to the program when the project is below it. Otherwise as given. */
function displayName(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
