import { ok } from "../http";
import { route } from "../router";

/** Addresses that Fastly's network has had for years: https://api.fastly.com/public-ip-list has all of today's. */
const ADDRESSES = ["23.235.32.0/20", "43.249.72.0/22", "103.244.50.0/24", "151.101.0.0/16", "199.232.0.0/16"];

export const ipRoutes = [
  {
    ...route("GET", "/public-ip-list", () => ok({ addresses: ADDRESSES, ipv6_addresses: ["2a04:4e40::/32"] })),
    anonymous: true,
  },
];
