import { adoptionError } from "./adopt/errors";
import { buildError } from "./build/buildErrors";
import { scriptError } from "./build/errors";
import { certificateError } from "./checks/certificateErrors";
import { deployedError } from "./checks/deployedErrors";
import { domainError } from "./checks/domainErrors";
import { heldError } from "./checks/heldErrors";
import { newServiceError } from "./checks/newServiceErrors";
import { ownCertificateError } from "./checks/ownCertificateErrors";
import { purgeError } from "./checks/purge";
import { transformError } from "./checks/transformErrors";
import { updateError } from "./checks/updateErrors";
import { commandError } from "./command/errors";
import { generalError } from "./errors/general";
import { fastlyError } from "./fastly/errors";
import { manifestError } from "./manifest/errors";
import { packageError } from "./package/errors";
import { planError } from "./plan/errors";
import { programError } from "./pulumi/errors";
import { releaseError } from "./release/errors";
import { serviceError } from "./service/errors";
import { aclError } from "./setup/aclErrors";
import { certificateSetupError } from "./setup/certificateErrors";
import { setupError } from "./setup/errors";
import { logError } from "./setup/logErrors";
import { directoryError } from "./setup/stores/directoryErrors";
import { storeError } from "./setup/stores/errors";
import { sourcesError } from "./sources/errors";

/** All errors, by the part they come from. `docs/errors.md` has this order. */
export const CATALOGUES = {
  Manifest: manifestError,
  "Arguments and configuration": planError,
  "Declared values": setupError,
  "Certificates of domains": certificateSetupError,
  "Log endpoints": logError,
  Stores: storeError,
  "Directories of KV stores": directoryError,
  "Access control lists": aclError,
  "The program": programError,
  "Several errors": generalError,
  "Requirements of a build": buildError,
  "The build": scriptError,
  "Inputs of a build": sourcesError,
  "The package": packageError,
  "Fastly's API": fastlyError,
  "A new service": newServiceError,
  "An adopted service": adoptionError,
  "A changed service": updateError,
  "Resources that left the program": heldError,
  "Transforms of the program": transformError,
  "Versionless domains": domainError,
  Certificates: certificateError,
  "Your own certificates": ownCertificateError,
  "The live service": deployedError,
  "The cache": purgeError,
  "A release": releaseError,
  "Errors of the provider": serviceError,
  "Commands for live services": commandError,
} as const;

type Codes<Catalogue> = Catalogue extends { definitions: infer All } ? keyof All & string : never;
type All = typeof CATALOGUES;

/** The stable name of an error. `docs/errors.md` explains each. */
export type ErrorCode = { [Name in keyof All]: Codes<All[Name]> }[keyof All];

/** The codes that another catalogue has too. */
type Shared = { [Name in keyof All]: Codes<All[Name]> & Codes<All[Exclude<keyof All, Name>]> }[keyof All];

/** Does not compile when two catalogues share a code: the type then names the code. */
export const SHARED_CODES: [Shared] extends [never] ? readonly [] : Shared = [];
