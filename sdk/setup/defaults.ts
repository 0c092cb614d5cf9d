import type { Service } from "./places";

/** The provider's defaults for the properties that a block leaves out. */
export type Defaults = Record<string, unknown>;

type Block = Record<string, unknown>;

/**
 * Blocks of a service with the provider's defaults filled in. After a refresh, provider 12 takes the old value for a
 * property that is left out. A backend would silently keep its former client certificate for good. At Fastly the
 * defaults make no difference.
 */
export function filled(service: Service, property: keyof Service, defaults: () => Defaults): Service {
  const blocks = service[property] as unknown as Block[] | undefined;
  if (blocks === undefined) {
    return {};
  }
  const values = defaults();
  return { [property]: blocks.map((block) => ({ ...values, ...block })) };
}
