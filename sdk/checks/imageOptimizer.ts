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
  when: "A new service would have settings of the Image Optimizer, which can only be on for a service that is there",
  outcome: "No service is made, as its first version could not be completed",
  how: "An `up` without `imageOptimizer`; then the product, and the argument",
  find: ({ name, args }) =>
    args.imageOptimizer === undefined ? undefined : newServiceError("image-optimizer-of-new-service", { name }),
};

/** After such a failure the state has the settings. The next update would leave them out, and succeed. */
export const IMAGE_OPTIMIZER_OFF: Check<Update> = {
  name: "image-optimizer-off",
  when: "`imageOptimizer` is declared, and the product is not on for the service",
  outcome: "The service is not changed, as Fastly would refuse the version half-way",
  how: "The command that switches the product on, or no `imageOptimizer`",
  async find({ name, id, declared, live }) {
    const isOff = declared[IMAGE_OPTIMIZER_BLOCK] !== undefined && (await live.hasProduct(PRODUCT)) === false;
    return isOff ? updateError("image-optimizer-off", { name, id }) : undefined;
  },
};

/** When the program drops the settings, the provider sends the old ones once more, and reports that they are gone. */
export const IMAGE_OPTIMIZER_STAYS: Check<Update> = {
  name: "image-optimizer-stays",
  when: "`imageOptimizer` is taken out while its settings are not Fastly's",
  outcome: "The service is not changed, as it would keep them, and the run would not say so",
  how: "An `up` with `imageOptimizer: {}`, which brings Fastly's back; then without",
  async find({ name, before, declared, live }) {
    const left = declared[IMAGE_OPTIMIZER_BLOCK] === undefined ? settingsIn(before[IMAGE_OPTIMIZER_BLOCK]) : undefined;
    const settings = Object.keys(left ?? {});
    return settings.length === 0 || (await live.hasProduct(PRODUCT)) === false
      ? undefined
      : updateError("image-optimizer-stays", { name, settings });
  },
};
