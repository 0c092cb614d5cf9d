import type { Section, Value } from "./facts";

/** Replaces a value that must not be shown. */
export const HIDDEN = "hidden";

const SECRET_FIELD = /(token|password|secret|key|header_value)$/;

/** Fields whose names end like a secret's, but that are no secrets. */
const PUBLIC_FIELDS = new Set(["public_key", "share_key"]);

/** Settings that are credentials although their names do not show it. */
const SECRET_SETTINGS: Record<string, string> = { bigquery: "user", sumologic: "url" };

/** Whether the value of a field is a credential. `kind` is the kind of a log endpoint. */
function isSecret(field: string, kind?: Value): boolean {
  return (SECRET_FIELD.test(field) && !PUBLIC_FIELDS.has(field)) || SECRET_SETTINGS[String(kind)] === field;
}

const SECRET_QUERY = /token|key|secret|password|sig|auth/i;

/** The text of a value, without credentials in URLs. */
export function shown(value: Value): string {
  if (typeof value === "boolean") {
    return value ? "yes" : "no";
  }
  return String(value ?? "")
    .replace(/(\/\/)[^/?#\s@]*@/g, `$1${HIDDEN}@`)
    .replace(/([?&][^?=&#\s]*=)([^&#\s]+)/g, (whole, name: string) =>
      SECRET_QUERY.test(name) ? name + HIDDEN : whole,
    );
}

/** The text of a thing's field on the page. */
export function shownFact(thing: Section["things"][number], field: string): string {
  const value = thing.facts[field] ?? null;
  return isSecret(field, thing.facts.kind) && isSet(value) ? HIDDEN : shown(value);
}

export function isSet(value: Value): boolean {
  return value !== null && value !== "";
}
