import { OWN_PACKAGE } from "../components/components";
import { type SdkTypes, sdkTypes } from "../echo/sdkTypes";
import { engineError } from "../errors";
import type { DeploymentOptions } from "../options";
import { providerSchema } from "./providerSchema";
import { pythonTypes } from "./pythonTypes";
import { readYamlProgram, schemaOf, typesOf } from "./yamlProgram";

type Program = Pick<DeploymentOptions, "program" | "language" | "strict">;

/**
 * Schemas for the host of a program: of a provider on PATH, or of what the program itself uses of an echoed package.
 */
export function schemasFor(options: Program): (name: string) => Promise<string | undefined> {
  const program = options.strict ? undefined : yamlProgram(options);
  return async (name) => {
    // An echoed service would look as if it were deployed.
    if (name === OWN_PACKAGE) throw engineError("component-package-unknown", { name });
    return (await providerSchema(name)) ?? (program && schemaOf(program, name));
  };
}

/** The types in the SDKs of the program's language. */
export function typesFor(options: Program, directory: string): SdkTypes {
  const program = yamlProgram(options);
  if (program !== undefined) {
    return typesOf(program);
  }
  return options.language?.name === "python" ? pythonTypes(options.language) : sdkTypes(directory);
}

function yamlProgram({ program, language }: Program) {
  return language?.name === "yaml" && typeof program === "string" ? readYamlProgram(program) : undefined;
}
