import { emptyVersion } from "../../../local/api";
import { type LogKind, logKinds } from "../../../local/api/kinds/logKinds";
import { emptyState, type Service, type State, type Version } from "../../../local/api/state";

export const stamps = { created_at: "2026-11-21T01:00:00Z", updated_at: "2026-11-21T02:00:00Z" };

/** A version with this content. */
export function version(number: number, content: Partial<Version> = {}): Version {
  return { ...emptyVersion(number, stamps), ...content };
}

export function service(content: Partial<Service> = {}): Service {
  return {
    ...{ id: "SU1Z0isxPaozGVKXdv0eY", name: "shop", type: "wasm", comment: "", deleted_at: null },
    ...{ versions: [version(1, { active: true, locked: true })], dictionaryItems: {}, products: {} },
    ...stamps,
    ...content,
  };
}

export function state(content: Partial<State> = {}): State {
  return { ...emptyState(), ...content };
}

/** A log endpoint of this kind with all fields of the kind. Each value is made from its field's name. */
export function logEndpoint(kind: LogKind, value: (field: string) => string): Version["logging"][number] {
  const fields = logKinds[kind].fields.split(" ");
  return { name: kind, kind, settings: Object.fromEntries(fields.map((field) => [field, value(field)])), ...stamps };
}
