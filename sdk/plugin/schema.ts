/** What the plug-in reads of the package's schema.json. */
export interface Schema {
  name: string;
  resources: Record<string, { inputProperties: Record<string, TypeSpec>; properties: Record<string, TypeSpec> }>;
  types: Record<string, { properties?: Record<string, TypeSpec> }>;
}

/** A type where it is used. */
export interface TypeSpec {
  /** Whether the value itself cannot be an output of something; what is in it may. */
  plain?: boolean;
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
}
