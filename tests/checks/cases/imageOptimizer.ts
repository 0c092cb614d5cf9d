import type { Cases } from "../case";
import { newService, update } from "../given";

const IMAGES = { imageOptimizerDefaultSettings: { webp: true, jpegQuality: 85 } };

export const CASES: Cases = {
  "image-optimizer-of-new-service": [
    [newService({}, { args: { directory: "./app", imageOptimizer: {} } }), "its service does not exist yet"],
    [newService(), undefined],
  ],
  "image-optimizer-off": [
    [update({ declared: IMAGES }, { enabled: [] }), "the Image Optimizer is off for the service"],
    [update({ declared: IMAGES }, { enabled: ["image_optimizer"] }), undefined],
    [update({ declared: IMAGES }), undefined],
    [update({}, { enabled: [] }), undefined],
  ],
  "image-optimizer-stays": [
    [update({ before: IMAGES }, { enabled: ["image_optimizer"] }), "but the service would keep webp"],
    [update({ before: IMAGES }), "but the service would keep webp"],
    [update({ before: IMAGES }, { enabled: [] }), undefined],
    [update({ before: IMAGES, declared: IMAGES }), undefined],
    [update({ before: { imageOptimizerDefaultSettings: { webp: false, jpegQuality: 85 } } }), undefined],
  ],
};
