/** A type in the CLI's form: `fastly:index/serviceCompute:ServiceCompute` becomes `fastly:index:ServiceCompute`. */
export function displayType(type: string): string {
  const [pkg, module, name, ...rest] = type.split(":");
  if (pkg === undefined || module === undefined || name === undefined || name === "" || rest.length > 0) {
    return type;
  }
  const slash = module.lastIndexOf("/");
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  return slash >= 0 && module.slice(slash + 1) === file ? `${pkg}:${module.slice(0, slash)}:${name}` : type;
}

/** Shown beside the type of a resource whose provider the local engine lacks. */
export const NOT_SIMULATED = "(not simulated)";
