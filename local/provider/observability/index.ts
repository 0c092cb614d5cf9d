import type { ResourceDefinition } from "../bridge/resource";
import { alert } from "./alert";
import { customDashboard } from "./customDashboard";

/** What watches services. Both versions of the provider have the same. */
export const observability: readonly ResourceDefinition[] = [alert, customDashboard];
