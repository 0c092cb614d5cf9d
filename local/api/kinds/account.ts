import { notFound, ok } from "../http";
import { route } from "../router";
import { customerId } from "../views";

/** Whose every token is. */
export const user = { id: "LocalUser0000000000000", login: "local@localhost", name: "Local Fastly" };

/** Who the token belongs to: what `fastly whoami` and credential checks ask for. */
export const accountRoutes = [
  route("GET", "/verify", () =>
    ok({
      customer: { id: customerId, name: "Local Fastly" },
      user,
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
      services,
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
  route("GET", "/user/:user", ({ params }) => {
    if (params.user !== user.id) {
      throw notFound("Record not found");
    }
    return ok({ ...user, customer_id: customerId, role: "superuser" });
  }),
  route("GET", "/current_user", () => ok({ ...user, customer_id: customerId, role: "superuser" })),
];
