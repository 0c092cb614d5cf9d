import type { Value } from "../../engine/value";

/**
 * The part of a Terraform schema that is visible in Pulumi: a resource's properties, their types and defaults, and the
 * effect of a change.
 */
export interface Field {
  /** The Pulumi property, such as `sslCaCert`. */
  readonly name: string;
  /**
   * The Terraform attribute, such as `ssl_ca_cert`. It decides the order of set elements, and mostly it is the API's
   * field name.
   */
  readonly attribute: string;
  readonly kind: Kind;
  readonly required: boolean;
  /** The provider fills it in when the program leaves it out. */
  readonly computed: boolean;
  /** False for outputs that a program cannot set. */
  readonly settable: boolean;
  readonly default?: string | number | boolean;
  /** The environment variable whose value replaces `default`. */
  readonly env?: string;
  readonly secret: boolean;
  /** A change replaces the resource. */
  readonly replaces: boolean;
  readonly oneOf?: readonly string[];
  /** The inclusive range of an `int`. */
  readonly range?: readonly [min: number, max: number];
  /** The set must have an element. */
  readonly nonEmpty?: boolean;
  /** The provider's own rule for the property. Returns the problem in the provider's words. */
  readonly problem?: (value: Value, attribute: string) => string | undefined;
  /** The fields of a block's elements. */
  readonly fields: Schema;
}

export type Schema = readonly Field[];

/**
 * `map` has strings by key, `strings` is a set of strings, and `blocks` a set of objects. `texts` and `list` are the
 * same with a fixed order. `block` is at most one object, which Terraform keeps in a list (`block`) or in a set
 * (`singleton`).
 */
export type Kind =
  | "string"
  | "int"
  | "number"
  | "bool"
  | "map"
  | "strings"
  | "texts"
  | "blocks"
  | "list"
  | "block"
  | "singleton";

export type FieldOptions = Partial<
  Pick<
    Field,
    | "name"
    | "required"
    | "computed"
    | "settable"
    | "default"
    | "env"
    | "secret"
    | "replaces"
    | "oneOf"
    | "range"
    | "nonEmpty"
    | "problem"
  >
>;

export const string = (attribute: string, options?: FieldOptions): Field => field(attribute, "string", options);
export const int = (attribute: string, options?: FieldOptions): Field => field(attribute, "int", options);
export const number = (attribute: string, options?: FieldOptions): Field => field(attribute, "number", options);
export const bool = (attribute: string, options?: FieldOptions): Field => field(attribute, "bool", options);
export const map = (attribute: string, options?: FieldOptions): Field => field(attribute, "map", options);
export const strings = (attribute: string, options?: FieldOptions): Field => field(attribute, "strings", options);

/** Strings in a fixed order. */
export const texts = (attribute: string, options?: FieldOptions): Field => field(attribute, "texts", options);

/** A value that only the provider sets. */
export const output = (attribute: string, kind: "string" | "int" | "bool" | "strings"): Field =>
  field(attribute, kind, { computed: true, settable: false });

/** A repeatable block. Pulumi's name for it is an irregular plural. */
export const blocks = (attribute: string, name: string, fields: Schema): Field =>
  field(attribute, "blocks", { name }, fields);

/** The same in a fixed order. */
export const list = (attribute: string, name: string, fields: Schema): Field =>
  field(attribute, "list", { name }, fields);

export const block = (
  attribute: string,
  kind: "block" | "singleton",
  fields: Schema,
  options: Pick<FieldOptions, "required"> = {},
): Field => field(attribute, kind, options, fields);

function field(attribute: string, kind: Kind, options: FieldOptions = {}, fields: Schema = []): Field {
  return {
    name: attribute.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    attribute,
    kind,
    required: false,
    computed: false,
    settable: true,
    secret: false,
    replaces: false,
    fields,
    ...options,
  };
}
