import { ok } from "../http";
import { route } from "../router";
import { customerId } from "../views";
import { user } from "./users";

/** The owner of the token: `fastly whoami` and checks of credentials read it. */
export const accountRoutes = [
  route("GET", "/verify", () =>
    ok({
      customer: { id: customerId, name: "Local Fastly" },
      user: { id: user.id, login: user.login, name: user.name },
      services: {},
      token: { id: "LocalToken000000000000", name: "local", scope: "global", expires_at: null },
    }),
  ),
  route("GET", "/tokens/self", ({ token: { scope, services } }) =>
    ok({
      id: "LocalToken000000000000",
      name: "local",
      user_id: user.id,
      customer_id: customerId,
      scope,
      scopes: scope.split(" "),
      services,
      service_id: services[0] ?? null,
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
      deleted_at: null,
      last_used_at: null,
      expires_at: null,
      ip: null,
      user_agent: null,
      sudo_expires_at: null,
    }),
  ),
];
