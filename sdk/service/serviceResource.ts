import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { importTransforms } from "../adopt/importTransforms";
import { versionComment } from "../fastly/versionComment";
import { draftComment } from "../live/draft";
import { activationByProvider } from "../plan/activation";
import type { Deployment } from "../plan/deployment";
import { withHooks } from "../pulumi/hooks";
import { withoutPromiseStacks } from "../pulumi/promiseStacks";
import { releaseTransforms } from "../release/preparing";
import { type MadeThing, serviceBlocks } from "../setup/declare";
import { withEveryDefault } from "../setup/everyDefault";
import type { Link } from "../setup/kind";
import { switchOffLeftOut } from "../setup/leftOutProducts";
import { serviceHooks } from "./checkHooks";
import type { ServicePackage } from "./packageProject";
import { eraseHooks } from "./serviceId";
import { stackTransforms } from "./stackTransforms";
import { noteTransformed } from "./transforms";
import type { DeclaredService } from "./verifyDeployment";

/**
 * Declares the service with everything in it.
 *
 * @param opts with the hooks of every resource of the component.
 */
export function declareService(
  deployment: Deployment,
  pkg: ServicePackage,
  stores: MadeThing[],
  opts: pulumi.CustomResourceOptions,
): DeclaredService {
  const { name, args, activation, component } = deployment;
  const declared = serviceArgs(
    deployment,
    stores.map(({ link }) => link),
  );
  const comment = versionComment(args.versionComment, declared, component, pkg.sources);
  const hooks = serviceHooks(deployment);
  const note = noteTransformed(() => deployment);
  const inputs = {
    ...withEveryDefault(declared),
    package: { filename: pkg.filename, sourceCodeHash: pkg.filesHash },
    // The provider accepts one of the two.
    ...(args.reuse ? { reuse: true } : { forceDestroy: args.forceDestroy ?? true }),
    ...activationByProvider(deployment),
    versionComment: activation.activate ? comment : draftComment(deployment, comment),
  };
  const ofStack = stackTransforms(deployment, inputs);
  const options: pulumi.CustomResourceOptions = {
    ...opts,
    hooks: [
      hooks.note,
      hooks.change,
      pkg.hooks,
      hooks.update,
      switchOffLeftOut(name, deployment.credentials),
      eraseHooks(deployment),
    ].reduce(withHooks, withHooks(ofStack.hooks, opts.hooks)),
    import: deployment.adopted,
    transforms: [
      ...ofStack.first,
      ...(deployment.adopted === undefined ? [] : importTransforms(deployment, deployment.adopted, note)),
      ...(deployment.release ? releaseTransforms(deployment, note) : []),
      ...ofStack.last,
    ],
    ignoreChanges: deployment.kept,
    // Only `--replace` replaces a service. Fastly cannot have two services with the same name or domain at a time.
    deleteBeforeReplace: true,
  };
  const service = withoutPromiseStacks(component, () => new fastly.ServiceCompute(name, inputs, options));
  return { service, comment };
}

/** The inputs of the service resource, without its package. */
function serviceArgs({ args, project, setup }: Deployment, links: Link[]): fastly.ServiceComputeArgs {
  return {
    name: project.serviceName,
    // For a missing comment the provider writes "Managed by Terraform".
    comment: args.comment ?? (project.manifest.description || ""),
    ...serviceBlocks(setup, links),
  };
}
