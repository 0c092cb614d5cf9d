// The SDK must know the provider's class to make a provider out of what a program passes. This import registers the
// class.
import "@pulumi/fastly";
import { main } from "@pulumi/pulumi/provider";
import { componentProvider } from "./provider";

// Pulumi starts a plug-in by loading the directory with the PulumiPlugin.yaml: that is `main` of package.json. Programs
// that import the package get the modules in its `exports`. This code hosts the plug-in by hand. Pulumi's plug-in
// runner would use the npm package's name, offer every component class, and compile a schema at each start.
const provider = componentProvider();
void main(provider, process.argv.slice(2)).then(() => {
  // The SDK's own handlers print the error with its stack trace, and also fail the component under construction.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.removeAllListeners(event);
    process.on(event, provider.failAll);
  }
});
