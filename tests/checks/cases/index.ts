import type { Cases } from "../case";
import { CASES as adoption } from "./adoption";
import { CASES as answer } from "./answer";
import { CASES as certificates } from "./certificates";
import { CASES as change } from "./change";
import { CASES as dictionaries } from "./dictionaries";
import { CASES as domainCertificates } from "./domainCertificates";
import { CASES as domains } from "./domains";
import { CASES as former } from "./former";
import { CASES as halfDone } from "./halfDone";
import { CASES as heldDomains } from "./heldDomains";
import { CASES as imageOptimizer } from "./imageOptimizer";
import { CASES as lostStores } from "./lostStores";
import { CASES as newService } from "./newService";
import { CASES as ownCertificates } from "./ownCertificates";
import { CASES as purge } from "./purge";
import { CASES as reading } from "./reading";
import { CASES as release } from "./release";
import { CASES as rollback } from "./rollback";
import { CASES as serviceName } from "./serviceName";
import { CASES as stores } from "./stores";
import { CASES as token } from "./token";
import { CASES as transforms } from "./transforms";
import { CASES as undeclared } from "./undeclared";
import { CASES as unfinished } from "./unfinished";
import { CASES as update } from "./update";
import { CASES as upload } from "./upload";
import { CASES as verify } from "./verify";

/** The cases of all checks, by the file of the check. */
export const FILES: Record<string, Cases> = {
  adoption,
  answer,
  certificates,
  change,
  dictionaries,
  domainCertificates,
  domains,
  former,
  halfDone,
  heldDomains,
  imageOptimizer,
  lostStores,
  newService,
  ownCertificates,
  purge,
  reading,
  release,
  rollback,
  serviceName,
  stores,
  token,
  transforms,
  undeclared,
  unfinished,
  update,
  upload,
  verify,
};
