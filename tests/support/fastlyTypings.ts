import { readFileSync } from "node:fs";

export interface TypedField {
  name: string;
  required: boolean;
  /** The type in TypeScript. */
  type: string;
}

/** The fields of an input type of the installed `@pulumi/fastly`, such as `ServiceComputeBackend`. */
export function fieldsOf(type: string, file = "@pulumi/fastly/types/input.d.ts"): TypedField[] {
  const text = readFileSync(require.resolve(file), "utf8");
  const start = text.indexOf(`export interface ${type} {`);
  if (start === -1) {
    throw new Error(`@pulumi/fastly has no input type ${type}`);
  }
  const body = text.slice(start, text.indexOf("\n}", start));
  return [...body.matchAll(/^ {4}(\w+)(\??): (.*);$/gm)].map(([, name = "", optional, fieldType = ""]) => ({
    name,
    required: optional === "",
    type: fieldType,
  }));
}

/** The logging properties of `fastly.ServiceCompute`, with the input type of each list. */
export function loggingTypes(): Map<string, string> {
  const text = readFileSync(require.resolve("@pulumi/fastly/serviceCompute.d.ts"), "utf8");
  const args = text.slice(text.indexOf("export interface ServiceComputeArgs"));
  return new Map(
    [...args.matchAll(/^ {4}(logging\w+)\?: .*inputs\.(\w+)>/gm)].map(([, property = "", type = ""]) => [
      property,
      type,
    ]),
  );
}
