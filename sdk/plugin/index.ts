// The SDK makes the provider that a program gives out of a class only when it knows the class by then.
import "@pulumi/fastly";
import { main } from "@pulumi/pulumi/provider";
import { componentProvider } from "./provider";

// Pulumi starts a plug-in by loading the directory that has the PulumiPlugin.yaml: that is `main` of package.json.
// Programs that import the package get what its `exports` say. The plug-in is hosted by hand. The plug-in runner would
// take the name of the npm package, offer every component class, and compile a schema at each start.
const provider = componentProvider();
void main(provider, process.argv.slice(2)).then(() => {
  // The SDK's own handlers log an error, stack trace and all, besides failing what is being constructed with it.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.removeAllListeners(event);
    process.on(event, provider.failAll);
  }
});
