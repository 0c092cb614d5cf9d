declare module "js-yaml" {
  export interface Schema {
    readonly name?: string;
  }
  /** YAML's core types only: no dates, so that what looks like one stays text. */
  export const CORE_SCHEMA: Schema;
  export function load(text: string, options?: { filename?: string; schema?: Schema }): unknown;
}
