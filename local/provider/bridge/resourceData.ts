import { type PropertyMap, Secret, type Value } from "../../engine/value";
import { containsUnknown, equal, isMap } from "../../engine/values";
import type { Field, Kind, Schema } from "./schema";
import { inRequestOrder, inStateOrder, sameSet, textsInRequestOrder } from "./sets";
import { asMap, coerced, elementsOf, isAbsent, isUnknown, isZero, textOf, zeroFilled, zeroOf } from "./values";

const SETS: ReadonlySet<Kind> = new Set(["blocks", "singleton", "strings"]);

const SCALARS: ReadonlySet<Kind> = new Set(["string", "int", "number", "bool"]);

/**
 * The data of a provider's create, update, read and delete: the prior state, the plan, and the state under
 * construction.
 */
export class ResourceData {
  id: string;
  private readonly state: PropertyMap = {};

  constructor(
    private readonly schema: Schema,
    readonly args: {
      id: string;
      prior?: PropertyMap;
      /** Missing in a read, which starts from the prior state. */
      planned?: PropertyMap;
    },
  ) {
    this.id = args.id;
    for (const field of schema) {
      const prior = args.prior?.[field.name];
      const value = args.planned === undefined ? prior : args.planned[field.name];
      this.state[field.name] = settled(field, isUnknown(value) ? prior : value);
    }
  }

  get isNew(): boolean {
    return this.args.prior === undefined;
  }

  /** The current value, or the zero value without one. Set elements come in the order of the provider's requests. */
  get(name: string): Value {
    const field = this.field(name);
    return this.read(field, this.state[name]);
  }

  string(name: string): string {
    return String(this.get(name));
  }

  /** A text that the provider's client requires. `field` is the client's name for it. */
  needed(name: string, field: string): string {
    const text = this.string(name);
    if (text === "") throw missingField(field);
    return text;
  }

  int(name: string): number {
    return Number(this.get(name));
  }

  bool(name: string): boolean {
    return this.get(name) === true;
  }

  elements(name: string): PropertyMap[] {
    return this.elementsIn(name, this.state[name]);
  }

  oldElements(name: string): PropertyMap[] {
    return this.elementsIn(name, this.args.prior?.[name]);
  }

  /** The value before the change. Zero for a new resource. */
  old(name: string): Value {
    return this.read(this.field(name), this.args.prior?.[name]);
  }

  set(name: string, value: Value): void {
    this.state[name] = settled(this.field(name), value);
  }

  /** Whether the plan differs from the prior state in this property. Null and zero are the same here. */
  hasChange(name: string): boolean {
    const field = this.field(name);
    const now = this.args.planned?.[name];
    const old = this.args.prior?.[name];
    switch (field.kind) {
      case "blocks":
      case "singleton":
        return !sameSet(field.fields, this.oldElements(name), this.elementsIn(name, settled(field, now)));
      case "block":
      case "list":
      case "texts":
      case "map":
        return !equal(zeroFilled(field, old), zeroFilled(field, now));
      default:
        return textOf(zeroFilled(field, old)) !== textOf(zeroFilled(field, now));
    }
  }

  /**
   * The final state. A completely planned set stays as planned, whatever the API returned since: Terraform's SDK cannot
   * match its elements and trusts the plan.
   */
  result(): PropertyMap {
    const planned = this.args.planned;
    return Object.fromEntries(
      this.schema.map((field) => {
        const value = this.kept(field);
        const plan = planned?.[field.name];
        if (planned === undefined || plan === undefined) return [field.name, value];
        if (SETS.has(field.kind)) {
          return [field.name, containsUnknown(plan) ? value : plan];
        }
        return [field.name, value === null && plan === "" ? "" : value];
      }),
    );
  }

  /**
   * An empty map of a new resource becomes null. A property that an update removes, and the provider does not read
   * again, becomes its zero value.
   */
  private kept(field: Field): Value {
    const value = this.state[field.name] ?? null;
    const { planned, prior } = this.args;
    if (field.kind === "map") return this.isNew && isZero(field, value) ? null : value;
    const wasTakenAway = planned !== undefined && value === null && !isZero(field, prior?.[field.name]);
    return wasTakenAway && SCALARS.has(field.kind) ? zeroOf(field) : value;
  }

  private field(name: string): Field {
    const field = this.schema.find((candidate) => candidate.name === name);
    if (field === undefined) throw new Error(`no such property: ${name}`);
    return field;
  }

  private read(field: Field, value: Value | undefined): Value {
    const known = zeroFilled(field, value);
    if (field.kind === "strings" && Array.isArray(known)) return textsInRequestOrder(known.map(String));
    return field.kind === "blocks" ? inRequestOrder(field.fields, elementsOf(known)) : known;
  }

  private elementsIn(name: string, value: Value | undefined): PropertyMap[] {
    const field = this.field(name);
    const object = asMap(value);
    const elements = object === undefined ? elementsOf(value) : [object];
    return inRequestOrder(
      field.fields,
      elements.map((element) => zeroFilled({ ...field, kind: "block" }, element) as PropertyMap),
    );
  }
}

/** The error of the provider's client for an incomplete request. No request is sent. */
export function missingField(field: string): Error {
  return new Error(`missing required field '${field}'`);
}

/** A value as the SDK keeps it while it works: without unknown values, and without nulls inside blocks. */
function settled(field: Field, value: Value | undefined): Value {
  if (isAbsent(value) || isUnknown(value)) {
    const zero = zeroOf(field);
    return Array.isArray(zero) ? zero : null;
  }
  return field.fields.length > 0 ? zeroFilled(field, value) : coerced(field, value);
}

/** A state as the provider returns it to the engine: every property, sets in order, and sensitive values as secrets. */
export function outputsOf(schema: Schema, state: PropertyMap, id: Value): PropertyMap {
  return { id, ...objectOutputs(schema, state) };
}

function objectOutputs(schema: Schema, object: PropertyMap): PropertyMap {
  return Object.fromEntries(schema.map((field) => [field.name, valueOutput(field, object[field.name] ?? null)]));
}

function valueOutput(field: Field, value: Value): Value {
  if (isUnknown(value)) return value;
  if (field.kind === "blocks") {
    return inStateOrder(field.fields, elementsOf(value)).map((element) => objectOutputs(field.fields, element));
  }
  if (field.kind === "strings" && Array.isArray(value)) return [...value].sort();
  if (field.kind === "list") return elementsOf(value).map((element) => objectOutputs(field.fields, element));
  if (field.fields.length > 0) return isMap(value) ? objectOutputs(field.fields, value) : null;
  return field.secret && value !== null ? new Secret(value) : value;
}
