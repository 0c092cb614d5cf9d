import * as pulumi from "@pulumi/pulumi";

/**
 * One thing that the service is going to have, as a resource of its own: it is in the tree, in the diff of a preview
 * and before every policy, with plain readable inputs. It makes nothing itself: the ServiceCompute does. It is
 * registered before the service. So a mandatory policy violation on it stops the run before anything is activated. It
 * never inherits `protect`: a protected service can lose a backend, after which the engine would refuse to forget this.
 */
export abstract class ReviewResource<Facts extends object> extends pulumi.ComponentResource {
  constructor(type: string, name: string, facts: Facts, opts: pulumi.ComponentResourceOptions) {
    super(type, name, facts as pulumi.Inputs, { protect: false, ...opts });
    this.registerOutputs(facts as pulumi.Inputs);
  }
}
