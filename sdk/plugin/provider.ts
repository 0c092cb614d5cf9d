import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { isGrpcError } from "@pulumi/pulumi/errors";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { Certificate, IssuedCertificate } from "../certificate";
import { ComputeService } from "../computeService";
import { packageSchema } from "../plan/schema";
import { during } from "../pulumi/construction";
import { detailsOf } from "../pulumi/details";
import { typesOfUrn } from "../pulumi/place";
import { urnOf } from "../pulumi/urn";
import { ownFile } from "../system/ownFile";
import { knownArguments } from "./knownArguments";

/** The SDK does not declare in its types how it waits for its requests to the engine. */
const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };

interface ComponentProvider extends Provider {
  /** Fails every component under construction, for an error that nothing else handles. */
  failAll(error: unknown): void;
}

/** A component class. The schema and the class check the arguments that the plug-in passes on. */
type Component = new (name: string, args: never, opts: pulumi.ComponentResourceOptions) => pulumi.ComponentResource;

const COMPONENTS = new Map<string, Component>(
  [ComputeService, Certificate, IssuedCertificate].map((each) => [each.__pulumiType, each]),
);

/** Makes components for programs in any language: the Pulumi package `fastly-compute`. */
export function componentProvider(): ComponentProvider {
  const schema = packageSchema();
  const { version } = JSON.parse(readFileSync(ownFile("package.json"), "utf8")) as { version: string };
  const underWay = new Set<(error: unknown) => void>();

  return {
    version,
    schema: JSON.stringify({ ...schema, version }),
    async construct(name, type, inputs, options) {
      const resource = schema.resources[type];
      const Made = COMPONENTS.get(type);
      if (Made === undefined || resource === undefined) {
        throw new Error(
          `The package ${schema.name} has no resource ${type}, only ${[...COMPONENTS.keys()].join(", ")}`,
        );
      }
      const args = await knownArguments(name, type, inputs, schema);
      const parents = await typesOf(options.parent);
      return untilFailure(underWay, parents, () => {
        const component = new Made(name, args as never, options);
        const outputs = component as unknown as Record<string, pulumi.Output<unknown>>;
        const state = Object.fromEntries(Object.keys(resource.properties).map((key) => [key, outputs[key]]));
        return { urn: component.urn, state: state as pulumi.Inputs };
      });
    },
    failAll(error) {
      for (const fail of underWay) {
        fail(error);
      }
    },
  };
}

/**
 * Constructs a component, unless something that belongs to it fails meanwhile. The first error is the only answer. The
 * rest of the work waits for ever, and ends with the plug-in's process.
 */
function untilFailure(
  underWay: Set<(error: unknown) => void>,
  parents: string[],
  construct: () => ConstructResult,
): Promise<ConstructResult> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      underWay.delete(fail);
      // A gRPC error means that the engine, which has reported an error, stopped answering. It would show another text
      // from here as a second error.
      const stopped = error instanceof Error && isGrpcError(error);
      reject(stopped ? new Error("it is not complete, as the run was stopped") : error);
    };
    const complete = async () => {
      const result = construct();
      await settled(Object.values(result.state));
      await waitForRPCs();
      underWay.delete(fail);
      resolve(result);
    };
    underWay.add(fail);
    during({ parents, fail }, complete).catch(fail);
  });
}

async function typesOf(parent: pulumi.Resource | undefined): Promise<string[]> {
  return parent === undefined ? [] : typesOfUrn(await urnOf(parent));
}

async function settled(outputs: pulumi.Output<unknown>[]): Promise<void> {
  await Promise.all(outputs.map((output) => detailsOf(output).promise()));
}
