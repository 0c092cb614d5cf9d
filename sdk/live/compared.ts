import { OWN_KINDS } from "../setup/kinds";

/** The kinds that can be compared with the API's contents of a version. */
export const COMPARED = OWN_KINDS.flatMap(([name, kind]) => {
  const { compared } = kind;
  return compared === undefined ? [] : kind.places.map((place) => ({ name, kind, compared, ...place }));
});
