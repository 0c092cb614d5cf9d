import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { PropertyMap, Value } from "../../engine/value";
import { FastlyApiError, isNotFound } from "../apiError";
import { block, bool, int, string } from "../bridge/schema";
import { type Block, type Place, versionPath } from "./block";

const field = block("image_optimizer_default_settings", "singleton", [
  bool("allow_video", { default: false }),
  int("jpeg_quality", { default: 85, range: [1, 100] }),
  string("jpeg_type", { default: "auto", oneOf: ["auto", "baseline", "progressive"] }),
  string("name", { default: "image_optimizer_default_settings" }),
  string("resize_filter", { default: "lanczos3", oneOf: ["lanczos3", "lanczos2", "bicubic", "bilinear", "nearest"] }),
  bool("upscale", { default: false }),
  bool("webp", { default: false }),
  int("webp_quality", { default: 85, range: [1, 100] }),
]);

const settings = field.fields.filter(({ name }) => name !== "name");

async function send(values: PropertyMap, place: Place): Promise<void> {
  const given = settings.filter(({ name }) => name in values);
  if (given.length === 0) return;
  const json = Object.fromEntries(given.map(({ attribute, name }) => [attribute, values[name]]));
  await place.client.send("PATCH", versionPath(place, field.attribute), { json, lock: place.serviceId });
}

const switches = settings.filter(({ kind }) => kind === "bool");

/**
 * The Image Optimizer's settings of a version. They exist as long as the product is enabled. Provider 12 sends the
 * switches with every update.
 */
export const imageOptimizer = (major: ProviderMajor): Block => ({
  field,
  create: send,
  update: (element, modified, place) => {
    const kept = major >= 12 ? switches.map(({ name }) => [name, element[name] ?? false]) : [];
    return send({ ...Object.fromEntries(kept), ...modified }, place);
  },
  delete: async (element, place) => {
    await send(element, place).catch((error) => {
      if (!isNotEnabled(error)) throw error;
    });
  },
  read: async (local, place) => {
    const remote = await place.client.send("GET", versionPath(place, field.attribute)).catch((error) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    if (remote === null) return undefined;
    const values = settings.map(({ attribute, name }) => [name, (remote as Record<string, Value>)[attribute] ?? null]);
    return { ...Object.fromEntries(values), name: local[0]?.name ?? "" };
  },
});

function isNotEnabled(error: unknown): boolean {
  return (
    error instanceof FastlyApiError &&
    error.status === 400 &&
    error.problems.some(({ detail }) => detail?.includes("Image Optimizer is not enabled on this service"))
  );
}
