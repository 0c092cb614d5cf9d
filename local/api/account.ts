import { ApiError, badRequest } from "./http";

/** The limits of an account. */
export interface AccountLimits {
  /** In one version. At Fastly 5, for an account that has bought no more. */
  backends: number;
  /** In one version. At Fastly 20. */
  domains: number;
  /** In one version. At Fastly 100. */
  logEndpoints: number;
  /** In one dictionary. At Fastly 1,000. */
  dictionaryItems: number;
  /** In one config store. At Fastly 500. */
  configStoreItems: number;
  /** In the account. At Fastly 5. */
  configStores: number;
  /** Requests that write, per hour. At Fastly 1,000. */
  writesPerHour: number;
}

/**
 * The limits of an account at Fastly that has bought nothing more:
 * https://docs.fastly.com/products/compute-resource-limits.
 */
export const FASTLY_LIMITS: AccountLimits = {
  backends: 5,
  domains: 20,
  logEndpoints: 100,
  dictionaryItems: 1_000,
  configStoreItems: 500,
  configStores: 5,
  writesPerHour: 1_000,
};

/** What the local Fastly's account may do. */
export interface AccountOptions {
  /** Limits: Fastly's own with `true`, or some of them. Default: none, as accounts differ. */
  limits?: true | Partial<AccountLimits>;
  /** The products that the account has bought, such as `fanout`. Default: all. */
  products?: readonly string[];
  /** Whether versions can be put on the staging network. Default `true`. */
  staging?: boolean;
  /** Whether real-time statistics can be read. Default `true`. */
  statistics?: boolean;
  /** Whether the event log can be read. Default `true`. */
  events?: boolean;
}

/** The account, as handlers use it. */
export interface Account {
  /** Throws the answer when the account may have no more of something. */
  refuseMore(limit: keyof AccountLimits, present: number, title: string): void;
  /** Throws the answer when the account does not have a product. */
  refuseProduct(product: string): void;
  /** Whether the account has the staging network. */
  readonly hasStaging: boolean;
  /** Throws the answer when the account has no staging network. */
  refuseStaging(): void;
  /** Throws the answer when the account may not read real-time statistics. */
  refuseStatistics(): void;
  /** Throws the answer when the account may not read the event log. */
  refuseEvents(): void;
  /** Counts a request that writes. Returns the headers of its answer. Throws the answer to one request too many. */
  countWrite(now: Date): Record<string, string>;
}

const HOUR_MS = 3_600_000;

/** Fastly counts requests even without a limit. Its headers then give a number that nobody reaches. */
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
