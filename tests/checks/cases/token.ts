import type { Cases } from "../case";
import { ID, OTHER } from "../given";

export const CASES: Cases = {
  "token-lacks-scope": [
    [{ token: { scopes: ["global:read"], services: [] } }, 'has the scope global:read, but an up needs "global"'],
    [{ token: { scopes: ["purge_all", "purge_select"], services: [] } }, "has the scope purge_all purge_select"],
    [{ token: { scopes: ["global"], services: [] } }, undefined],
    [{ token: { scopes: ["purge_all", "global"], services: [] } }, undefined],
    // An unknown scope may allow more, and an unread token may allow anything.
    [{ token: { scopes: ["global:read", "compute:write"], services: [] } }, undefined],
    [{ token: { scopes: [], services: [] } }, undefined],
    [{ token: undefined }, undefined],
  ],
  "token-of-other-services": [
    [
      { token: { scopes: ["global"], services: [OTHER] }, service: ID },
      `for the service ${OTHER} only, and not for ${ID}`,
    ],
    [
      { token: { scopes: ["global"], services: [OTHER, "B"] }, isNew: true },
      `${OTHER}, B only, and cannot make a new service`,
    ],
    [{ token: { scopes: ["global"], services: [OTHER, ID] }, service: ID }, undefined],
    [{ token: { scopes: ["global"], services: [] }, isNew: true }, undefined],
    // A service that is not known yet may be one of the token's.
    [{ token: { scopes: ["global"], services: [OTHER] } }, undefined],
    [{ token: undefined, service: ID }, undefined],
  ],
};
