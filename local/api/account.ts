import { ApiError, badRequest } from "./http";

/** The most of each that an account may have. */
export interface AccountLimits {
  /** Of one version. 5 at Fastly, for an account that has bought no more. */
  backends: number;
  /** Of one version. 20 at Fastly. */
  domains: number;
  /** Of one version. 100 at Fastly. */
  logEndpoints: number;
  /** In one dictionary. 1,000 at Fastly. */
  dictionaryItems: number;
  /** In one config store. 500 at Fastly. */
  configStoreItems: number;
  /** Of the account. 5 at Fastly. */
  configStores: number;
  /** Requests that write, in an hour. 1,000 at Fastly. */
  writesPerHour: number;
}

/** What an account at Fastly has that has bought nothing more: https://docs.fastly.com/products/compute-resource-limits. */
export const FASTLY_LIMITS: AccountLimits = {
  backends: 5,
  domains: 20,
  logEndpoints: 100,
  dictionaryItems: 1_000,
  configStoreItems: 500,
  configStores: 5,
  writesPerHour: 1_000,
};

/** What the account of the local Fastly may do. */
export interface AccountOptions {
  /** Limits: Fastly's own by `true`, or some of them. None by default, as accounts differ. */
  limits?: true | Partial<AccountLimits>;
  /** The products that the account has bought, such as `fanout`. All by default. */
  products?: readonly string[];
  /** Whether versions can be put on the staging network. True by default. */
  staging?: boolean;
  /** Whether real-time statistics can be read. True by default. */
  statistics?: boolean;
  /** Whether the event log can be read. True by default. */
  events?: boolean;
}

/** The account, as handlers ask it. */
export interface Account {
  /** Throws the answer to one more of something than the account may have. */
  refuseMore(limit: keyof AccountLimits, present: number, title: string): void;
  /** Throws the answer to a product that the account does not have. */
  refuseProduct(product: string): void;
  /** Whether it has the staging network. */
  readonly hasStaging: boolean;
  /** Throws the answer to who may not put a version on the staging network. */
  refuseStaging(): void;
  /** Throws the answer to who may not read real-time statistics. */
  refuseStatistics(): void;
  /** Throws the answer to who may not read the event log. */
  refuseEvents(): void;
  /** Counts a request that writes. The headers of its answer; throws the answer to one too many. */
  countWrite(now: Date): Record<string, string>;
}

const HOUR_MS = 3_600_000;

/** Fastly counts without a limit here too: its headers tell of so many that nobody comes to the end. */
const UNLIMITED = 1_000_000;

export function createAccount({
  limits = {},
  products,
  staging = true,
  statistics = true,
  events = true,
}: AccountOptions = {}): Account {
  const most: Partial<AccountLimits> = limits === true ? FASTLY_LIMITS : limits;
  let hour = 0;
  let written = 0;
  return {
    refuseMore(limit, present, title) {
      const allowed = most[limit];
      if (allowed !== undefined && present >= allowed) {
        throw badRequest(`Exceeding max number of ${title}: ${allowed}`);
      }
    },
    refuseProduct(product) {
      if (products !== undefined && !products.includes(product)) {
        const title = "product is not available for this customer";
        throw new ApiError(403, { type: "", title, status: 403, errors: null, detail: product });
      }
    },
    hasStaging: staging,
    refuseStaging: () => refuseUnless(staging),
    refuseStatistics: () => refuseUnless(statistics),
    refuseEvents: () => refuseUnless(events),
    countWrite(now) {
      const current = Math.floor(now.getTime() / HOUR_MS);
      written = current === hour ? written + 1 : 1;
      hour = current;
      const left = (most.writesPerHour ?? UNLIMITED) - written;
      const headers = {
        "fastly-ratelimit-remaining": String(Math.max(0, left)),
        "fastly-ratelimit-reset": String(((current + 1) * HOUR_MS) / 1000),
      };
      if (left < 0) {
        throw new ApiError(429, { msg: "Too many requests", detail: "You have exceeded your rate limit" }, headers);
      }
      return headers;
    },
  };
}

function refuseUnless(isAllowed: boolean): void {
  if (!isAllowed) {
    throw new ApiError(403, { msg: "You are not authorized to perform this action" });
  }
}
