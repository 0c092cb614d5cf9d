import {
  ANOTHER_IN_PLACE,
  DEPLOYED_BY_SIBLING,
  HELD_TWICE,
  LOST_BY_ADOPTION,
  NO_COMPUTE_SERVICE,
  NO_SERVICE_TO_ADOPT,
  STORES_UNDER_LINKS,
  WRITE_ONLY_DICTIONARY,
} from "./adoption";
import { WRONG_ANSWER } from "./answer";
import { EARLY_BACKEND, LINK_MOVES, NAME_KEPT, NAME_MOVES, PROTECTED_DATA } from "./change";
import { STORE_LINKED_INSTEAD, STORE_STILL_READ } from "./lostStores";
import {
  SERVICE_DELETED,
  SERVICE_EXISTS,
  SERVICE_NAME_TAKEN,
  SERVICE_NOT_LOOKED_UP,
  SERVICE_NOT_SHOWN,
  SERVICE_OF_BASE,
} from "./newService";
import { ACTIVATE_AND_STAGE, FILE_ELSEWHERE, TWO_ADOPT_ONE, TWO_OF_A_NAME, TWO_PACKAGES } from "./reading";
import { STORE_CANNOT_CHANGE, STORE_NAME_TAKEN } from "./stores";
import { FILLED_DICTIONARY, LINKS_TO_OTHER_STORES, UNDECLARED, WRITE_ONLY_IMPORTED } from "./undeclared";
import {
  DRAFT_INCOMPLETE,
  OTHER_CONFIGURATION,
  OTHER_NAME_OR_COMMENT,
  OTHER_VERSION_ACTIVE,
  UNKNOWN_TO_THE_STATE,
} from "./unfinished";
import { ADOPTION_GIVEN_UP } from "./update";
import { NO_PACKAGE, PACKAGE_NOT_HERE, VERSION_OF_NEW_SERVICE, VERSION_OF_OTHER_SERVICE } from "./upload";
import { DRAFT_NOT_AS_DECLARED, NOT_ACTIVE, NOT_AS_DECLARED, NOT_STAGED } from "./verify";

/**
 * Everything that may refuse or fail a run, in the order in which it is looked at. Of each list the first check that
 * refuses is the one that the user sees; a preview makes all of them but those after the activation.
 *
 * Problems of arguments, configuration and manifest are not here: all of them are found before the first of these, and
 * are one error.
 */
export const CHECKS = {
  // While the program is read.
  whileRead: [TWO_OF_A_NAME, ACTIVATE_AND_STAGE, TWO_PACKAGES, FILE_ELSEWHERE, TWO_ADOPT_ONE],

  // Before anything is made: by hooks of the component, and of its stores.
  beforeNewService: [
    SERVICE_OF_BASE,
    SERVICE_DELETED,
    SERVICE_NOT_SHOWN,
    SERVICE_NOT_LOOKED_UP,
    SERVICE_EXISTS,
    SERVICE_NAME_TAKEN,
  ],
  beforeAdoption: [
    ANOTHER_IN_PLACE,
    NO_SERVICE_TO_ADOPT,
    NO_COMPUTE_SERVICE,
    DEPLOYED_BY_SIBLING,
    HELD_TWICE,
    WRITE_ONLY_DICTIONARY,
    STORES_UNDER_LINKS,
    LOST_BY_ADOPTION,
  ],
  beforeStoresGo: [STORE_LINKED_INSTEAD, STORE_STILL_READ],
  beforeAnyResource: [NO_PACKAGE],
  beforeNewStore: [STORE_NAME_TAKEN],
  beforeStoreChanges: [STORE_CANNOT_CHANGE],

  // Before the service changes: by hooks of the service.
  beforeServiceIsWritten: [EARLY_BACKEND],
  beforeUpload: [VERSION_OF_NEW_SERVICE, VERSION_OF_OTHER_SERVICE, NO_PACKAGE, PACKAGE_NOT_HERE],
  beforeServiceChanges: [
    ADOPTION_GIVEN_UP,
    DRAFT_INCOMPLETE,
    OTHER_VERSION_ACTIVE,
    UNKNOWN_TO_THE_STATE,
    OTHER_CONFIGURATION,
    OTHER_NAME_OR_COMMENT,
    LINKS_TO_OTHER_STORES,
    WRITE_ONLY_IMPORTED,
    FILLED_DICTIONARY,
    UNDECLARED,
    NAME_MOVES,
    LINK_MOVES,
    PROTECTED_DATA,
    NAME_KEPT,
  ],

  // After it was activated, or prepared: on every `up`, also one that changes nothing.
  afterActivation: [NOT_ACTIVE, NOT_AS_DECLARED],
  afterPreparation: [DRAFT_NOT_AS_DECLARED],
  afterStaging: [NOT_STAGED],
  afterAnswer: [WRONG_ANSWER],
} as const;
