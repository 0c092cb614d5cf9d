import { givenSettings } from "./backendSettings";
import { healthcheckField } from "./healthchecks";
import { type Block, entry, object, secretField } from "./lines";

/** A live backend as an entry of the argument, with the health check that it has at Fastly. */
export function backendEntry(backend: Block, checks: Block[]): string {
  const name = String(backend.name);
  const fields = givenSettings(backend).map(([setting, value, isSecret]) =>
    isSecret ? secretField(setting, name) : `${setting}: ${JSON.stringify(value)}`,
  );
  const check = checkOf(backend, checks);
  return entry(
    name,
    object({ address: backend.address }, [
      ...fields,
      ...(check === undefined ? [] : [healthcheckField(check, backend)]),
    ]),
  );
}

/**
 * The entry of a declared backend whose health check only exists at Fastly. A declared health check would replace that
 * one.
 */
export function uncheckedEntry(backend: Block, declared: Block[], checks: Block[]): string[] {
  const same = declared.find(({ name }) => name === backend.name);
  const check = checkOf(backend, checks);
  return same === undefined || same.healthcheck || check === undefined
    ? []
    : [entry(backend.name, object({}, [healthcheckField(check, same)]))];
}

function checkOf({ healthcheck }: Block, checks: Block[]): Block | undefined {
  return healthcheck ? checks.find(({ name }) => name === healthcheck) : undefined;
}
