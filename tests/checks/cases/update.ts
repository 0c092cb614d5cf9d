import type { Cases } from "../case";
import { ID, imported, update } from "../given";

export const CASES: Cases = {
  "adoption-given-up": [
    [imported({ adopted: undefined }), `has begun to adopt the service ${ID}, and no run has completed that`],
    [imported(), undefined],
    [update(), undefined],
    [imported({ adopted: undefined }, { services: { [ID]: { wasActive: false } } }), undefined],
  ],
};
