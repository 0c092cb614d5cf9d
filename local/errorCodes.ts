import { localFastlyError } from "./api/errors";
import { cliError } from "./cli/errors";
import { projectError } from "./cli/projectErrors";
import { stateError } from "./cli/stateErrors";
import { compareError } from "./compare/errors";
import { localEdgeError } from "./edge/errors";
import { engineError } from "./engine/errors";
import { packError } from "./engine/policy/errors";
import { engineStateError } from "./engine/stateErrors";
import { localStackError } from "./errors";
import { localProviderError } from "./provider/errors";

/** All errors of the stand-ins, by the part they come from. `docs/errors.md` has this order. */
export const LOCAL_CATALOGUES = {
  "Local: the command line": cliError,
  "Local: projects and configuration": projectError,
  "Local: the state directory": stateError,
  "Local: stacks": localStackError,
  "Local: the local engine": engineError,
  "Local: the state of a stack": engineStateError,
  "Local: policy packs": packError,
  "Local: the provider": localProviderError,
  "Local: the API": localFastlyError,
  "Local: the edge": localEdgeError,
  "Local: two programs compared": compareError,
} as const;
