import type { Cases } from "../case";
import { ID, imported, update } from "../given";

export const CASES: Cases = {
  "adoption-given-up": [
    [imported({ adopted: undefined }), `began to adopt the service ${ID}, and no run completed the adoption`],
    [imported(), undefined],
    [update(), undefined],
    [imported({ adopted: undefined }, { services: { [ID]: { wasActive: false } } }), undefined],
  ],
};
