import ipaddr from "ipaddr.js";

/**
 * An address or a block of addresses in the form that Fastly returns. Fastly's form is the shortest, with a length, and
 * without the bits behind it. Undefined for anything else.
 */
export function normalCidr(text: string): string | undefined {
  const [given = "", length, ...more] = text.trim().split("/");
  const address = withoutDots(given);
  const isLength = length === undefined || /^\d{1,3}$/.test(length);
  if (!isAddress(address) || !isLength || more.length > 0) {
    return undefined;
  }
  const isVersion4 = ipaddr.parse(address).kind() === "ipv4";
  const bits = length === undefined ? (isVersion4 ? 32 : 128) : Number(length);
  try {
    const version = isVersion4 ? ipaddr.IPv4 : ipaddr.IPv6;
    return `${version.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`;
  } catch {
    return undefined;
  }
}

/** An IPv6 address whose end is written like an IPv4 address. The library takes `::192.0.2.1` for another address. */
function withoutDots(address: string): string {
  const [, start, end = ""] = /^(.*:)([\d.]+)$/.exec(address) ?? [];
  if (start === undefined || !ipaddr.IPv4.isValidFourPartDecimal(end)) {
    return address;
  }
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(end).octets;
  return `${start}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** The library also accepts octal, hexadecimal and shortened IPv4 addresses, and zones. */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (/^[0-9a-f:.]+$/i.test(text) && ipaddr.IPv6.isValid(text));
}
