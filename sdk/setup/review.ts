import * as pulumi from "@pulumi/pulumi";

/**
 * One thing of the service, as a resource of its own for reviewers. It is in the tree, in the diff of a preview and
 * visible to every policy, with plain readable inputs. It makes nothing itself: the ServiceCompute does. It is
 * registered before the service. So a mandatory policy violation on it stops the run before anything is activated. It
 * never inherits `protect`: a protected service may lose a backend, and the engine would refuse to delete a protected
 * child.
 */
export abstract class ReviewResource<Facts extends object> extends pulumi.ComponentResource {
  constructor(type: string, name: string, facts: Facts, opts: pulumi.ComponentResourceOptions) {
    super(type, name, facts as pulumi.Inputs, { protect: false, ...opts });
    this.registerOutputs(facts as pulumi.Inputs);
  }
}
