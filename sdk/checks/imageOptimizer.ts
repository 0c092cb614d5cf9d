import { IMAGE_OPTIMIZER_BLOCK, settingsIn } from "../setup/imageOptimizer";
import type { Check } from "./check";
import type { NewService } from "./newService";
import { newServiceError } from "./newServiceErrors";
import type { Update } from "./update";
import { updateError } from "./updateErrors";

const PRODUCT = "image_optimizer";

/** The provider cannot enable the product, and Fastly accepts no settings while the product is off. */
export const IMAGE_OPTIMIZER_OF_NEW: Check<NewService> = {
  name: "image-optimizer-of-new-service",
  when: "A new service has `imageOptimizer`, but only an existing service can have the product on",
  outcome: "No service is made, because its first version could not be completed",
  how: "Run `up` without `imageOptimizer`; then enable the product, and add the argument",
  find: ({ name, args }) =>
    args.imageOptimizer === undefined ? undefined : newServiceError("image-optimizer-of-new-service", { name }),
};

/** After such a failure the state has the settings. The next update would leave them out, and succeed. */
export const IMAGE_OPTIMIZER_OFF: Check<Update> = {
  name: "image-optimizer-off",
  when: "`imageOptimizer` is declared, but the product is off for the service",
  outcome: "The service is not changed, because Fastly would refuse the version half-way",
  how: "Run the command of the error, which enables the product; or remove `imageOptimizer`",
  async find({ name, id, declared, live }) {
    const isOff = declared[IMAGE_OPTIMIZER_BLOCK] !== undefined && (await live.hasProduct(PRODUCT)) === false;
    return isOff ? updateError("image-optimizer-off", { name, id }) : undefined;
  },
};

/** When the program drops the settings, the provider sends the old ones once more, and reports that they are gone. */
export const IMAGE_OPTIMIZER_STAYS: Check<Update> = {
  name: "image-optimizer-stays",
  when: "`imageOptimizer` is removed while the service still has its settings",
  outcome: "The service is not changed, because it would silently keep the settings",
  how: "Run `up` with `imageOptimizer: {}`, which restores Fastly's settings; then remove it",
  async find({ name, before, declared, live }) {
    const left = declared[IMAGE_OPTIMIZER_BLOCK] === undefined ? settingsIn(before[IMAGE_OPTIMIZER_BLOCK]) : undefined;
    const settings = Object.keys(left ?? {});
    return settings.length === 0 || (await live.hasProduct(PRODUCT)) === false
      ? undefined
      : updateError("image-optimizer-stays", { name, settings });
  },
};
