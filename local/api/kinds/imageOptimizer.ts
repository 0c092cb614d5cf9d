import { readChanges, readFields } from "../fields";
import { ApiError, ok } from "../http";
import { route } from "../router";
import { imageOptimizerSettings } from "../settings";
import type { Service } from "../state";

const path = "/service/:service/version/:version/image_optimizer_default_settings";
const type = "https://www.fastly.com/documentation/reference/api/services/image-optimizer-default-settings/";

export const imageOptimizerRoutes = [
  route("GET", path, ({ params }, store) => {
    const { service, version } = store.version(params);
    requireProduct(service, 404);
    return ok(version.imageOptimizer ?? readFields(imageOptimizerSettings, {}));
  }),
  route("PATCH", path, ({ params, fields }, store) => {
    const { service, version } = store.editableVersion(params);
    requireProduct(service, 400);
    const changed = {
      ...(version.imageOptimizer ?? readFields(imageOptimizerSettings, {})),
      ...readChanges(imageOptimizerSettings, fields),
    };
    refuseQuality("WebP", changed.webp_quality);
    refuseQuality("JPEG", changed.jpeg_quality);
    version.imageOptimizer = changed;
    return ok(changed);
  }),
];

function requireProduct(service: Service, status: number): void {
  if (service.products.image_optimizer === undefined) {
    throw refusal(status, "Image Optimizer is not enabled on this service.");
  }
}

function refuseQuality(format: string, quality: number): void {
  if (quality > 100) {
    throw refusal(400, `${format} quality must be less than or equal to 100.`);
  }
}

function refusal(status: number, detail: string): ApiError {
  const title = status === 404 ? "Not found" : "Bad request";
  return new ApiError(status, { type, title, detail }, { "content-type": "application/problem+json" });
}
