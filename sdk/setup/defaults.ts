import type { Service } from "./kind";

/** What the provider puts in for what a block leaves out. */
export type Defaults = Record<string, unknown>;

type Block = Record<string, unknown>;

/**
 * Blocks of a service with the provider's default of everything that they leave out. After a refresh, provider 12 takes
 * the old value for what is left out: a backend would keep the client certificate that it had, silently and for good. The
 * defaults themselves make no difference to what is at Fastly.
 */
export function filled(service: Service, property: keyof Service, defaults: Defaults): Service {
  const blocks = service[property] as unknown as Block[] | undefined;
  return blocks === undefined ? {} : { [property]: blocks.map((block) => ({ ...defaults, ...block })) };
}
