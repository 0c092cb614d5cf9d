import { type ApiRequest, ok } from "../http";
import { absent, dataOf, document, invalid, pageOf } from "../jsonApi";
import { route } from "../router";
import type { Store } from "../store";
import { CONFIGURATION } from "../tls";

const base = "/tls/configurations";

/** The account's only configuration. Only its name can be changed. */
export const tlsConfigurationRoutes = [
  route("GET", base, (request, store) =>
    ok(
      pageOf(
        request,
        [CONFIGURATION],
        20,
        () => view(store),
        (page) => page.flatMap(({ records }) => records),
      ),
    ),
  ),
  route("GET", `${base}/:configuration`, (request, store) => {
    refuseOther(request);
    return ok(document(view(store), CONFIGURATION.records));
  }),
  route("PATCH", `${base}/:configuration`, (request, store) => {
    refuseOther(request);
    const { name } = dataOf(request.fields).attributes;
    if (typeof name !== "string" || name === "") {
      throw invalid("name can't be blank");
    }
    store.state.tlsConfigurationName = name;
    return ok(document(view(store)));
  }),
];

function refuseOther({ params }: ApiRequest): void {
  if (params.configuration !== CONFIGURATION.id) {
    throw absent("configuration");
  }
}

function view({ state }: Store) {
  const { attributes, ...rest } = CONFIGURATION.view;
  return { ...rest, attributes: { ...attributes, name: state.tlsConfigurationName ?? attributes.name } };
}
