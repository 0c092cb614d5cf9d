// Registers the resources of one recorded step, which the file REPLAY_STEP lists.
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const fastly = require("@pulumi/fastly");

const resources = JSON.parse(readFileSync(process.env.REPLAY_STEP, "utf8"));
const made = new Map();

/** `svc.id`, or `svc.dictionaries.[settings].dictionaryId`: a field of the array element of that name. */
function reference(path) {
  const [key, property, element, field] = path.split(".");
  const output = made.get(key)[property];
  if (element === undefined) return output;
  return output.apply((elements) => elements.find(({ name }) => `[${name}]` === element)?.[field]);
}

function resolved(value) {
  if (Array.isArray(value)) return value.map(resolved);
  if (value === null || typeof value !== "object") return value;
  if ("$ref" in value) return reference(value.$ref);
  if ("$secret" in value) return pulumi.secret(value.$secret);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

for (const { type, key, name, inputs, options } of resources) {
  const resourceOptions = {
    ...options,
    parent: options.parent === undefined ? undefined : made.get(options.parent),
    dependsOn: options.dependsOn?.map((dependency) => made.get(dependency)),
  };
  const args = resolved(inputs);
  const resource = type.startsWith("fastly:")
    ? new fastly[type.slice("fastly:index:".length)](name, args, resourceOptions)
    : new pulumi.ComponentResource(type, name, args, resourceOptions);
  made.set(key, resource);
}
