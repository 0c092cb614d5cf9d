import { scriptError } from "./build/errors";
import { manifestError } from "./manifest/errors";
import { buildError } from "./package/buildErrors";
import { packageError } from "./package/errors";
import { sourcesError } from "./sources/errors";

/** All errors there are, by where they come from. The documentation is made from them, in this order. */
export const CATALOGUES = {
  Manifest: manifestError,
  "What a build needs": buildError,
  "The build": scriptError,
  "What a build depends on": sourcesError,
  "The package": packageError,
} as const;

type Codes<Catalogue> = Catalogue extends { definitions: infer All } ? keyof All & string : never;
type All = typeof CATALOGUES;

/** The stable name of an error, which is in `docs/errors.md`. */
export type ErrorCode = { [Name in keyof All]: Codes<All[Name]> }[keyof All];

/** The codes that are in another catalogue as well. */
type Shared = { [Name in keyof All]: Codes<All[Name]> & Codes<All[Exclude<keyof All, Name>]> }[keyof All];

/** Does not compile when two catalogues have the same code: the type then names it. */
export const SHARED_CODES: [Shared] extends [never] ? readonly [] : Shared = [];
