import type { PropertyMap, Value } from "../../engine/value";
import { isNotFound } from "../apiError";
import type { Field } from "../bridge/schema";
import { isZero } from "../bridge/values";
import type { Form, FormValue } from "../client";
import { type Block, type Place, versionPath } from "./block";

/** A kind of block that the API accepts as a form and lists as an array. */
export interface FormBlock {
  readonly field: Field;
  /** The path below the version: `["logging", "s3"]`. */
  readonly path: readonly string[];
  /** Terraform attribute to API field, where they differ. */
  readonly api?: Readonly<Record<string, string>>;
  /** Sent with every creation. */
  readonly constants?: Form;
  /** Attributes that a creation leaves out when they are empty. */
  readonly sparse?: readonly string[];
  /** Attributes that a creation never sends, and attributes that an update never sends: bugs of the real provider. */
  readonly notCreated?: readonly string[];
  readonly notUpdated?: readonly string[];
  /** Attributes that every update sends. */
  readonly alwaysUpdated?: readonly string[];
  /** Attributes that are not read from the API. */
  readonly notRead?: readonly string[];
  /** The error for an incomplete element. The provider notices it only when it makes the element. */
  readonly needs?: (element: PropertyMap) => string | undefined;
  /** The start of the provider's error about the list: `error looking up Backends for`. */
  readonly listError?: string;
}

/** Means "no compression level given". It is not sent, and the API's 0 is read as this level. */
const NO_GZIP_LEVEL = -1;

export function formBlock(definition: FormBlock): Block {
  const { field, path } = definition;
  const fields = field.fields.filter((inner) => inner.settable);

  function form(element: PropertyMap, included: (inner: Field) => boolean): Form {
    const sent = fields.filter((inner) => included(inner) && !isUnset(inner, element[inner.name]));
    return Object.fromEntries(sent.map((inner) => [apiName(definition, inner), formValue(element[inner.name])]));
  }

  return {
    field,
    create: async (element, place) => {
      const body = form(element, (inner) => {
        if (definition.notCreated?.includes(inner.attribute)) return false;
        const sparse = definition.sparse?.includes(inner.attribute) || inner.kind === "strings";
        return !sparse || !isZero(inner, element[inner.name]);
      });
      const lack = definition.needs?.(element);
      if (lack !== undefined) throw new Error(lack);
      await place.client.send("POST", versionPath(place, ...path), {
        form: { ...body, ...definition.constants },
        lock: place.serviceId,
      });
    },
    update: async (element, modified, place) => {
      const body = form(element, (inner) => {
        const { attribute, kind, name } = inner;
        if (attribute === "name" || definition.notUpdated?.includes(attribute)) return false;
        // A list always counts as modified. A form has no place for an empty list, so the old one stays.
        if (kind === "strings") return !isZero(inner, element[name]);
        return name in modified || definition.alwaysUpdated?.includes(attribute) === true;
      });
      const target = versionPath(place, ...path, String(element.name));
      const isJson = place.major >= 12 && path[0] === "logging";
      await place.client.send("PUT", target, {
        ...(isJson ? { json: jsonOf(body) } : { form: body }),
        lock: place.serviceId,
      });
    },
    delete: async (element, place) => {
      const target = versionPath(place, ...path, String(element.name));
      await place.client.send("DELETE", target, { lock: place.serviceId }).catch((error) => {
        if (!isNotFound(error)) throw error;
      });
    },
    read: async (local, place) => {
      const remote = await listed(definition, place);
      return remote.map((object) => elementOf(definition, object, local));
    },
  };
}

async function listed(definition: FormBlock, place: Place): Promise<Record<string, unknown>[]> {
  try {
    return (await place.client.send("GET", versionPath(place, ...definition.path))) as Record<string, unknown>[];
  } catch (error) {
    if (definition.listError === undefined) throw error;
    const where = `${definition.listError} (${place.serviceId}), version (${place.version})`;
    throw new Error(`error looking up ${where}: ${(error as Error).message}`, { cause: error });
  }
}

function elementOf(definition: FormBlock, object: Record<string, unknown>, local: readonly PropertyMap[]): PropertyMap {
  const element: PropertyMap = {};
  for (const field of definition.field.fields) {
    const value = object[apiName(definition, field)];
    if (value === undefined || value === null || definition.notRead?.includes(field.attribute)) continue;
    element[field.name] = decoded(field, value);
  }
  const known = local.find((candidate) => candidate.name === element.name);
  if (known?.gzipLevel === NO_GZIP_LEVEL) element.gzipLevel = NO_GZIP_LEVEL;
  return element;
}

/** Provider 12 changes log endpoints with JSON. A switch is still 1 or 0, as text. */
function jsonOf(form: Form): object {
  const entries = Object.entries(form).map(([name, value]) => [
    name,
    typeof value === "boolean" ? (value ? "1" : "0") : value,
  ]);
  return Object.fromEntries(entries);
}

function apiName(definition: FormBlock, field: Field): string {
  return definition.api?.[field.attribute] ?? field.attribute;
}

function isUnset(field: Field, value: Value | undefined): boolean {
  return field.name === "gzipLevel" && value === NO_GZIP_LEVEL;
}

function formValue(value: Value | undefined): FormValue {
  return Array.isArray(value) ? JSON.stringify(value) : (value as FormValue);
}

/** The API's numbers may be text, and its booleans 0 and 1: the provider accepts both. */
function decoded(field: Field, value: unknown): Value {
  switch (field.kind) {
    case "int":
      return Number(value);
    case "bool":
      return value === true || value === "true" || value === 1 || value === "1";
    case "strings":
      return Array.isArray(value) ? value.map(String) : [];
    default:
      return String(value);
  }
}
