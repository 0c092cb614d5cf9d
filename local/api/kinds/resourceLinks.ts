import { requiredText } from "../fields";
import { badRequest } from "../http";
import type { ResourceLink, ResourceType, State } from "../state";
import type { VersionedKind } from "../versioned";
import { belonging, inArray, versionedRoutes } from "../versioned";

const links: VersionedKind<ResourceLink> = {
  path: "resource",
  title: "Link",
  duplicateOf: "link",
  key: "id",
  ...inArray((version) => version.links),
  create: (fields, { store }) => {
    const resource_id = requiredText(fields, "resource_id");
    const resource = linkable(store.state).find(({ id }) => id === resource_id);
    if (resource === undefined) {
      throw badRequest(`Resource '${resource_id}' does not exist`);
    }
    const name = typeof fields.name === "string" && fields.name !== "" ? fields.name : resource.name;
    return { id: store.newId("link"), name, resource_id, resource_type: resource.type };
  },
  // A link keeps its resource: only its name can change.
  update: (link, fields) => ({ ...link, ...("name" in fields && { name: requiredText(fields, "name") }) }),
  view: (link, service, version) => ({ ...link, href: null, ...belonging(service, version) }),
};

function linkable(state: State): { id: string; name: string; type: ResourceType }[] {
  const typed = (resources: { id: string; name: string }[], type: ResourceType) =>
    resources.map(({ id, name }) => ({ id, name, type }));
  return [
    ...typed(state.configStores, "config"),
    ...typed(state.kvStores, "object-store"),
    ...typed(state.secretStores, "secret-store"),
    ...typed(state.acls, "acl"),
  ];
}

export const resourceLinkRoutes = versionedRoutes(links);
