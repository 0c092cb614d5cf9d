import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { LoaderService } from "@pulumi/pulumi/proto/codegen/loader_grpc_pb";
import { type GetSchemaRequest, GetSchemaResponse } from "@pulumi/pulumi/proto/codegen/loader_pb";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import { engineError } from "../errors";
import { unary } from "../grpc";

type Service = [ServiceDefinition<UntypedServiceImplementation>, UntypedServiceImplementation];

/**
 * `codegen.Loader`: what the hosts of languages without types of their own ask, as that of YAML does: the schemas of
 * packages. Those of component packages are in their directories; of providers, that of Fastly's is asked for where it
 * is on PATH.
 *
 * @param packages directories of component packages, by name.
 */
export function loaderService(
  packages: Readonly<Record<string, string>>,
  providerSchema: (name: string) => Promise<string | undefined>,
): Service {
  return [
    LoaderService,
    {
      getSchema: unary(async (request: GetSchemaRequest) => {
        const name = request.getPackage();
        const schema = componentSchema(packages, name) ?? (await providerSchema(name));
        if (schema === undefined) {
          throw engineError("package-schema-missing", { name });
        }
        const response = new GetSchemaResponse();
        response.setSchema(Buffer.from(schema));
        return response;
      }),
    },
  ];
}

/** By its name, or by the directory that Pulumi.yaml names. */
function componentSchema(packages: Readonly<Record<string, string>>, name: string): string | undefined {
  const directory = Object.hasOwn(packages, name)
    ? packages[name]
    : Object.values(packages).find((each) => resolve(each) === resolve(name));
  const file = directory === undefined ? undefined : join(directory, "schema.json");
  return file !== undefined && existsSync(file) ? readRegularText(file, FILE_LIMITS.data) : undefined;
}
