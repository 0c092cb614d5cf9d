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
 * `codegen.Loader`: gives schemas of packages to language hosts without types of their own, such as YAML's. The schemas
 * of component packages are in their directories. Of the providers, Fastly's is asked for its schema where it is on
 * PATH.
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

/** Finds a component package by its name, or by the directory in Pulumi.yaml. */
function componentSchema(packages: Readonly<Record<string, string>>, name: string): string | undefined {
  const directory = Object.hasOwn(packages, name)
    ? packages[name]
    : Object.values(packages).find((each) => resolve(each) === resolve(name));
  const file = directory === undefined ? undefined : join(directory, "schema.json");
  return file !== undefined && existsSync(file) ? readRegularText(file, FILE_LIMITS.data) : undefined;
}
