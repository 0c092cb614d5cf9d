import { requiredText } from "../fields";
import { type ApiRequest, badRequest, notFound, ok, statusOk } from "../http";
import { route } from "../router";
import type { User } from "../state";
import { customerId } from "../views";

const SINCE = "2026-01-01T00:00:00Z";

/** The owner of all tokens. */
export const user: User = {
  id: "LocalUser0000000000000",
  login: "local@localhost",
  name: "Local Fastly",
  role: "superuser",
  created_at: SINCE,
  updated_at: SINCE,
};

const ROLES = ["user", "billing", "engineer", "superuser"];

/** The people of the account. Nobody gets a mail, and nobody can log in. */
export const userRoutes = [
  route("GET", "/current_user", () => ok(view(user))),
  route("GET", "/customer/:customer/users", ({ params }, store) => {
    if (params.customer !== customerId) {
      throw notFound("Record not found");
    }
    return ok([user, ...store.state.users].map(view));
  }),
  route("POST", "/user", ({ fields }, store) => {
    const made: User = {
      id: store.newId("user"),
      login: requiredText(fields, "login"),
      name: requiredText(fields, "name"),
      role: role(fields.role ?? "user"),
      ...store.stamps(),
    };
    if ([user, ...store.state.users].some(({ login }) => login === made.login)) {
      throw badRequest("Login has already been taken");
    }
    store.state.users.push(made);
    return ok(view(made));
  }),
  route("GET", "/user/:user", (request, store) => ok(view(find(request, [user, ...store.state.users])))),
  route("PUT", "/user/:user", (request, store) => {
    const found = find(request, store.state.users);
    const { name, role: given } = request.fields;
    Object.assign(found, name !== undefined && { name: String(name) }, given !== undefined && { role: role(given) }, {
      updated_at: store.now(),
    });
    return ok(view(found));
  }),
  // Deleting a deleted user gets the same answer, as a recording shows.
  route("DELETE", "/user/:user", ({ params }, store) => {
    store.state.users = store.state.users.filter(({ id }) => id !== params.user);
    return statusOk();
  }),
  route("POST", "/user/:login/password/request_reset", () => statusOk()),
];

function role(value: unknown): string {
  if (!ROLES.includes(String(value))) {
    throw badRequest(`Role '${value}' is not valid`);
  }
  return String(value);
}

function find({ params }: ApiRequest, users: readonly User[]): User {
  const found = users.find(({ id }) => id === params.user);
  if (found === undefined) {
    throw notFound("Record not found");
  }
  return found;
}

function view(each: User) {
  const isOwner = each === user;
  return {
    ...each,
    customer_id: customerId,
    require_new_password: isOwner ? false : null,
    deleted_at: null,
    locked: isOwner ? false : null,
    two_factor_auth_enabled: null,
    limit_services: false,
    last_active_at: isOwner ? SINCE : null,
  };
}
