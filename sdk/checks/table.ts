import { makePackage } from "../package";
import { checkArguments } from "../plan/checkArguments";
import { withConfiguration } from "../plan/configuration";
import { readProject } from "../plan/project";
import { resolveSetup } from "../plan/setup";
import { lateFindings } from "../pulumi/lateChecks";
import { storeOf } from "../setup/stores/storeOf";
import { whenAsked } from "../system/whenAsked";
import {
  ANOTHER_IN_PLACE,
  DEPLOYED_BY_SIBLING,
  FILLED_DICTIONARY_TO_ADOPT,
  HELD_BY_PROGRAM,
  HELD_TWICE,
  LOST_BY_ADOPTION,
  NO_COMPUTE_SERVICE,
  NO_SERVICE_TO_ADOPT,
  STORES_UNDER_LINKS,
  WRITE_ONLY_DICTIONARY,
} from "./adoption";
import { WRONG_ANSWER } from "./answer";
import {
  CERTIFICATE_CANNOT_CHANGE,
  CERTIFICATE_ENDED,
  CERTIFICATE_FAILED,
  CERTIFICATE_GONE,
  CERTIFICATE_NOT_ISSUED,
  CERTIFICATE_PENDING,
  CERTIFICATE_RENEWING,
} from "./certificates";
import {
  EARLY_BACKEND,
  LINK_MOVES,
  NAME_KEPT,
  NAME_MOVES,
  NEW_NAME_TAKEN,
  PROTECTED_DATA,
  STORE_LEFT_OUT,
} from "./change";
import type { Check } from "./check";
import { WRITE_ONLY_CHANGES } from "./dictionaries";
import {
  DOMAIN_CERTIFICATE_ENDED,
  DOMAIN_CERTIFICATE_PENDING,
  DOMAIN_CERTIFICATE_UNSEEN,
  DOMAIN_WITHOUT_CERTIFICATE,
} from "./domainCertificates";
import { DOMAIN_MOVES, DOMAIN_NOT_LIVE, DOMAIN_THERE, DOMAINS_UNDECLARED, GENERATED_DOMAIN_MOVES } from "./domains";
import { ALIAS_WITHOUT_EFFECT } from "./former";
import { VERSION_NOT_AS_IN_STATE } from "./halfDone";
import { DOMAIN_HELD, DOMAIN_LED_BACK, DOMAIN_LED_ELSEWHERE } from "./heldDomains";
import { IMAGE_OPTIMIZER_OF_NEW, IMAGE_OPTIMIZER_OFF, IMAGE_OPTIMIZER_STAYS } from "./imageOptimizer";
import { ITEMS_LEAVE, LINKED_STORE_LEAVES, STORE_LINKED_INSTEAD, STORE_STILL_READ } from "./lostStores";
import {
  DELETED_SERVICE_OF_ANOTHER,
  SERVICE_DELETED,
  SERVICE_EXISTS,
  SERVICE_GOES,
  SERVICE_NOT_LOOKED_UP,
  SERVICE_NOT_SHOWN,
  SERVICE_OF_BASE,
} from "./newService";
import {
  OWN_CERTIFICATE_ENDED,
  OWN_CERTIFICATE_ENDS_SOON,
  OWN_CERTIFICATE_HELD,
  OWN_CERTIFICATE_MANAGED,
  OWN_CERTIFICATE_MISSING,
  OWN_CERTIFICATE_NOT_FOR_DOMAIN,
  OWN_CERTIFICATE_NOT_SERVED,
  OWN_CERTIFICATE_OTHER_CONFIGURATION,
  OWN_CERTIFICATE_OTHER_SERVED,
} from "./ownCertificates";
import { NOT_PURGED, PURGE_PLANNED } from "./purge";
import { ACTIVATE_AND_STAGE, FILE_ELSEWHERE, TWO_ADOPT_ONE, TWO_OF_A_NAME, TWO_PACKAGES } from "./reading";
import {
  RELEASE_FAILING,
  RELEASE_HELD_BACK,
  RELEASE_REPLACED,
  RELEASE_TAKEN_BACK,
  RELEASE_WITHOUT_STAGING,
  RELEASE_WITHOUT_STATISTICS,
  RELEASE_WITHOUT_STORE,
} from "./release";
import { ROLLBACK_PLANNED } from "./rollback";
import { SERVICE_NAME_TAKEN, SERVICE_NAME_TWICE } from "./serviceName";
import { ITEM_DECLARED_TWICE, STORE_CANNOT_CHANGE, STORE_NAME_TAKEN, STORE_NOT_FOUND } from "./stores";
import { TOKEN_LACKS_SCOPE, TOKEN_OF_OTHER_SERVICES } from "./token";
import { TRANSFORM_CHANGES_GUARDED, TRANSFORM_DROPS_OPTIONS, TRANSFORM_FAILED } from "./transforms";
import { FILLED_DICTIONARY, LINKS_TO_OTHER_STORES, UNDECLARED, WRITE_ONLY_IMPORTED } from "./undeclared";
import {
  DRAFT_INCOMPLETE,
  OTHER_CONFIGURATION,
  OTHER_NAME_OR_COMMENT,
  OTHER_VERSION_ACTIVE,
  UNKNOWN_TO_THE_STATE,
} from "./unfinished";
import { ADOPTION_GIVEN_UP } from "./update";
import {
  NO_PACKAGE,
  PACKAGE_NOT_HERE,
  PACKAGE_REPLACED,
  VERSION_OF_NEW_SERVICE,
  VERSION_OF_OTHER_SERVICE,
} from "./upload";
import { DRAFT_NOT_AS_DECLARED, NOT_ACTIVE, NOT_AS_DECLARED, NOT_STAGED } from "./verify";

/**
 * Everything that may refuse or fail a run, in the order of the checks. The user sees the first check of a list that
 * refuses. A preview runs all checks but those after the activation.
 *
 * A problem with a single value is found where the value is read: see `FOUND_WHERE_READ`.
 */
export const CHECKS = whenAsked({
  // While the program is read.
  whileRead: () => [TWO_OF_A_NAME, ACTIVATE_AND_STAGE, TWO_PACKAGES, FILE_ELSEWHERE, TWO_ADOPT_ONE],

  // Before anything is made: by hooks of the component, and of its stores.
  ofTransforms: () => [TRANSFORM_FAILED, TRANSFORM_DROPS_OPTIONS, TRANSFORM_CHANGES_GUARDED],
  beforeAnyWriting: () => [TOKEN_LACKS_SCOPE, TOKEN_OF_OTHER_SERVICES],
  ofAliases: () => [ALIAS_WITHOUT_EFFECT],
  ofHeldDomains: () => [DOMAIN_HELD],
  ofFormerDomains: () => [DOMAIN_LED_ELSEWHERE],
  beforeNewService: () => [
    SERVICE_OF_BASE,
    SERVICE_DELETED,
    DELETED_SERVICE_OF_ANOTHER,
    SERVICE_NOT_SHOWN,
    SERVICE_NOT_LOOKED_UP,
    SERVICE_EXISTS,
    SERVICE_NAME_TAKEN,
    SERVICE_NAME_TWICE,
    SERVICE_GOES,
    IMAGE_OPTIMIZER_OF_NEW,
  ],
  beforeAdoption: () => [
    ANOTHER_IN_PLACE,
    NO_SERVICE_TO_ADOPT,
    NO_COMPUTE_SERVICE,
    DEPLOYED_BY_SIBLING,
    HELD_TWICE,
    HELD_BY_PROGRAM,
    WRITE_ONLY_DICTIONARY,
    STORES_UNDER_LINKS,
    FILLED_DICTIONARY_TO_ADOPT,
    LOST_BY_ADOPTION,
    DOMAINS_UNDECLARED,
  ],
  beforeRelease: () => [RELEASE_WITHOUT_STAGING, RELEASE_WITHOUT_STORE, RELEASE_WITHOUT_STATISTICS],
  beforeStoresGo: () => [STORE_LINKED_INSTEAD, STORE_STILL_READ],
  beforeLinking: () => [LINKED_STORE_LEAVES],
  beforeFilling: () => [ITEMS_LEAVE],
  beforeAnyResource: () => [NO_PACKAGE],
  beforeNewStore: () => [STORE_NAME_TAKEN],
  beforeLinkingById: () => [STORE_NOT_FOUND],
  beforeStoreChanges: () => [STORE_CANNOT_CHANGE],
  beforeItemsChange: () => [ITEM_DECLARED_TWICE],

  // Before the service changes: by hooks of the service.
  beforeServiceIsWritten: () => [STORE_LEFT_OUT, EARLY_BACKEND],
  beforeUpload: () => [
    VERSION_OF_NEW_SERVICE,
    VERSION_OF_OTHER_SERVICE,
    NO_PACKAGE,
    PACKAGE_NOT_HERE,
    PACKAGE_REPLACED,
  ],
  beforeServiceChanges: () => [
    ADOPTION_GIVEN_UP,
    DRAFT_INCOMPLETE,
    OTHER_VERSION_ACTIVE,
    UNKNOWN_TO_THE_STATE,
    OTHER_CONFIGURATION,
    VERSION_NOT_AS_IN_STATE,
    OTHER_NAME_OR_COMMENT,
    LINKS_TO_OTHER_STORES,
    WRITE_ONLY_IMPORTED,
    FILLED_DICTIONARY,
    UNDECLARED,
    NAME_MOVES,
    LINK_MOVES,
    WRITE_ONLY_CHANGES,
    DOMAIN_MOVES,
    GENERATED_DOMAIN_MOVES,
    IMAGE_OPTIMIZER_OFF,
    IMAGE_OPTIMIZER_STAYS,
    PROTECTED_DATA,
    NEW_NAME_TAKEN,
    NAME_KEPT,
    PURGE_PLANNED,
    ROLLBACK_PLANNED,
  ],

  // Once the service exists: by hooks of resources that belong to no version.
  beforeNewDomain: () => [DOMAIN_THERE],
  beforeDomainChanges: () => [DOMAIN_LED_BACK],

  // For a `Certificate`: before it changes, on every `up`, and at the end of the wait for it.
  beforeCertificateChanges: () => [CERTIFICATE_CANNOT_CHANGE, CERTIFICATE_RENEWING],
  ofCertificate: () => [CERTIFICATE_GONE, CERTIFICATE_FAILED, CERTIFICATE_ENDED, CERTIFICATE_PENDING],
  afterWait: () => [CERTIFICATE_FAILED, CERTIFICATE_NOT_ISSUED],
  // For a domain without a certificate in the program: in preview, and on every `up`.
  ofOwnDomains: () => [
    DOMAIN_WITHOUT_CERTIFICATE,
    DOMAIN_CERTIFICATE_ENDED,
    DOMAIN_CERTIFICATE_PENDING,
    DOMAIN_CERTIFICATE_UNSEEN,
  ],
  // For the user's own certificate: before it serves a domain, and on every `up`.
  beforeCertificateIsServed: () => [
    OWN_CERTIFICATE_MANAGED,
    OWN_CERTIFICATE_MISSING,
    OWN_CERTIFICATE_NOT_FOR_DOMAIN,
    OWN_CERTIFICATE_ENDED,
    OWN_CERTIFICATE_HELD,
    OWN_CERTIFICATE_OTHER_SERVED,
    OWN_CERTIFICATE_OTHER_CONFIGURATION,
  ],
  ofServedCertificates: () => [OWN_CERTIFICATE_NOT_SERVED, OWN_CERTIFICATE_ENDED, OWN_CERTIFICATE_ENDS_SOON],

  // After the version was activated or prepared: on every `up`, also an unchanged one.
  afterActivation: () => [NOT_ACTIVE, NOT_AS_DECLARED],
  afterPreparation: () => [DRAFT_NOT_AS_DECLARED],
  afterStaging: () => [NOT_STAGED],
  afterDomains: () => [DOMAIN_NOT_LIVE],
  afterPurge: () => [NOT_PURGED],
  afterRelease: () => [RELEASE_HELD_BACK, RELEASE_TAKEN_BACK, RELEASE_FAILING, RELEASE_REPLACED],
  afterAnswer: () => [WRONG_ANSWER],
});

/** The titles of the page of checks, with the lists below each. */
export const PHASES: [title: string, lists: (keyof typeof CHECKS)[]][] = [
  ["While the program is read", ["whileRead"]],
  [
    "Before anything is made",
    [
      "ofTransforms",
      "beforeAnyWriting",
      "ofAliases",
      "ofHeldDomains",
      "ofFormerDomains",
      "beforeNewService",
      "beforeAdoption",
      "beforeRelease",
      "beforeStoresGo",
      "beforeLinking",
      "beforeFilling",
      "beforeAnyResource",
      "beforeNewStore",
      "beforeLinkingById",
      "beforeStoreChanges",
      "beforeItemsChange",
    ],
  ],
  ["Before the service changes", ["beforeServiceIsWritten", "beforeUpload", "beforeServiceChanges"]],
  ["Before a domain is made or changed", ["beforeNewDomain", "beforeDomainChanges"]],
  [
    "Certificates",
    [
      "beforeCertificateChanges",
      "ofCertificate",
      "afterWait",
      "ofOwnDomains",
      "beforeCertificateIsServed",
      "ofServedCertificates",
    ],
  ],
  [
    "After the version was activated or prepared",
    [
      "afterActivation",
      "afterPreparation",
      "afterStaging",
      "afterDomains",
      "afterPurge",
      "afterRelease",
      "afterAnswer",
    ],
  ],
];

/**
 * Refusals because of a single value, found where the value is read: a parser sees at once what is wrong and what is
 * right.
 */
export const FOUND_WHERE_READ: (Omit<Check<never>, "find"> & { by: (...given: never[]) => unknown })[] = [
  {
    name: "arguments",
    when: "An argument is unknown, or has a wrong type or value",
    outcome: "Nothing is made; all such problems are one error",
    how: "Correct the key or the value that the error names",
    by: checkArguments,
  },
  {
    name: "configuration",
    when: "The stack's configuration has an unknown section",
    outcome: "Nothing is made",
    how: "Correct the name of the section, or remove the section",
    by: withConfiguration,
  },
  {
    name: "manifest",
    when: "The manifest is missing, is not TOML, or has a wrong value",
    outcome: "Nothing is made; all such problems are one error",
    how: "Correct the line that the error names",
    by: readProject,
  },
  {
    name: "setup",
    when: "`[setup]` leaves a value open, or two things would have the same name",
    outcome: "Nothing is made; all such problems of all services are one error",
    how: "Run the command that the error has for each problem",
    by: resolveSetup,
  },
  {
    name: "late-values",
    when: "A value from another resource turns out to be wrong",
    outcome: "Nothing more is made; a preview reports what it knows",
    how: "Correct the argument that the error names",
    by: lateFindings,
  },
  {
    name: "package",
    when: "The package cannot be built or packed",
    outcome: "Nothing is made; `bin/main.wasm` is as it was",
    how: "Do what the error of the build says",
    by: makePackage,
  },
  {
    name: "linked-store",
    when: "Fastly has no store of the `existingName`, or an existing store should get another `name`",
    outcome: "The service is not changed, and nothing is written into the store",
    how: "Use the name in the error",
    by: storeOf,
  },
];
