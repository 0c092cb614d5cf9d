import type { PropertyMap, Value } from "../../engine/value";
import { textsInRequestOrder } from "../bridge/sets";
import { textsOf } from "../bridge/values";
import { ACTIVATIONS } from "./activation";
import { CERTIFICATES } from "./certificate";
import { type Item, refs, SUBSCRIPTIONS, seconds } from "./jsonApi";
import { type Found, ids, lookup } from "./lookup";
import { BULK_CERTIFICATES } from "./platformCertificate";
import { PRIVATE_KEYS } from "./privateKey";

const CONFIGURATIONS = ["tls", "configurations"];
const DOMAINS = ["tls", "domains"];

const NONE = "your query returned no results. Please change your search criteria and try again";
/** Each function has its own words for this. */
const many = (please: string) =>
  `your query returned more than one result. Please ${please} a more specific search criteria`;

const is =
  (attribute: string) =>
  ({ attributes }: Item, wanted: Value) =>
    attributes[attribute] === wanted;
const refersTo = (relationship: string) => (item: Item, wanted: Value) => refs(item, relationship)[0] === wanted;
const hasOneOf = (item: Item, wanted: Value) =>
  refs(item, "tls_domains").some((each) => textsOf(wanted).includes(each));
const hasAll = (there: readonly unknown[], wanted: Value) => textsOf(wanted).every((each) => there.includes(each));
const setOf = (item: Item, relationship: string) => textsInRequestOrder(refs(item, relationship));
const times = ({ attributes }: Item, ...names: readonly [property: string, attribute: string][]): PropertyMap =>
  Object.fromEntries(names.map(([property, attribute]) => [property, seconds(attributes[attribute])]));

/** The TLS functions, by name. */
export const tlsFunctions = {
  getTlsActivation: lookup({
    path: ACTIVATIONS,
    pageSize: 10,
    filters: {
      certificateId: refersTo("tls_certificate"),
      configurationId: refersTo("tls_configuration"),
      domain: refersTo("tls_domain"),
    },
    result: (item) => ({
      certificateId: refs(item, "tls_certificate")[0] ?? "",
      configurationId: refs(item, "tls_configuration")[0] ?? "",
      domain: refs(item, "tls_domain")[0] ?? "",
      ...times(item, ["createdAt", "created_at"]),
    }),
    says: { none: NONE, many: many("change to") },
  }),
  getTlsActivationIds: ids(
    ACTIVATIONS,
    { pageSize: 10 },
    { argument: "certificateId", query: "filter[tls_certificate.id]" },
  ),
  getTlsCertificate: lookup({
    path: CERTIFICATES,
    pageSize: 10,
    filters: { name: is("name"), issuedTo: is("issued_to"), domains: hasOneOf, issuer: is("issuer") },
    result: (item) => ({
      name: String(item.attributes.name),
      issuedTo: String(item.attributes.issued_to),
      issuer: String(item.attributes.issuer),
      replace: item.attributes.replace === true,
      serialNumber: String(item.attributes.serial_number),
      signatureAlgorithm: String(item.attributes.signature_algorithm),
      domains: setOf(item, "tls_domains"),
      ...times(item, ["createdAt", "created_at"], ["updatedAt", "updated_at"]),
    }),
    says: { none: `${NONE}.`, many: `${many("change try")} and try again.` },
  }),
  getTlsCertificateIds: ids(CERTIFICATES, { pageSize: 10 }),
  getTlsConfiguration: lookup({
    path: CONFIGURATIONS,
    query: { include: "dns_records" },
    filters: {
      name: is("name"),
      tlsProtocols: ({ attributes }, wanted) => hasAll(attributes.tls_protocols as string[], wanted),
      httpProtocols: ({ attributes }, wanted) => hasAll(attributes.http_protocols as string[], wanted),
      tlsService: ({ attributes }, wanted) => (attributes.bulk === true) === (wanted === "PLATFORM"),
      default: is("default"),
    },
    result: configuration,
    says: { none: `${NONE}.`, many: `${many("use")} and try again.` },
  }),
  getTlsConfigurationIds: ids(CONFIGURATIONS),
  getTlsDomain: lookup({
    path: DOMAINS,
    filters: { domain: ({ id }, wanted) => id === wanted },
    result: (item) => ({
      tlsActivationIds: setOf(item, "tls_activations"),
      tlsCertificateIds: setOf(item, "tls_certificates"),
      tlsSubscriptionIds: setOf(item, "tls_subscriptions"),
    }),
    says: { none: NONE, many: `${many("change to")} and try again` },
  }),
  getTlsPlatformCertificate: lookup({
    path: BULK_CERTIFICATES,
    pageSize: 10,
    filters: { domains: hasOneOf },
    result: (item) => ({
      configurationId: refs(item, "tls_configurations")[0] ?? "",
      domains: setOf(item, "tls_domains"),
      replace: item.attributes.replace === true,
      ...times(item, ["createdAt", "created_at"], ["updatedAt", "updated_at"]),
      ...times(item, ["notBefore", "not_before"], ["notAfter", "not_after"]),
    }),
    says: { none: `${NONE}.`, many: `${many("change try")} and try again.` },
  }),
  getTlsPlatformCertificateIds: ids(BULK_CERTIFICATES, { pageSize: 10 }),
  getTlsPrivateKey: lookup({
    path: PRIVATE_KEYS,
    filters: {
      name: is("name"),
      keyLength: is("key_length"),
      keyType: is("key_type"),
      publicKeySha1: is("public_key_sha1"),
    },
    result: (item) => ({
      name: String(item.attributes.name ?? ""),
      keyLength: Number(item.attributes.key_length),
      keyType: String(item.attributes.key_type),
      replace: item.attributes.replace === true,
      publicKeySha1: String(item.attributes.public_key_sha1),
      ...times(item, ["createdAt", "created_at"]),
    }),
    says: { none: `${NONE}.`, many: `${many("change to")} and try again.` },
  }),
  getTlsPrivateKeyIds: ids(PRIVATE_KEYS),
  getTlsSubscription: lookup({
    path: SUBSCRIPTIONS,
    pageSize: 10,
    filters: {
      configurationId: refersTo("tls_configuration"),
      domains: (item, wanted) => hasAll(refs(item, "tls_domains"), wanted),
      certificateAuthority: is("certificate_authority"),
    },
    result: (item) => ({
      certificateIds: setOf(item, "tls_certificates"),
      configurationId: refs(item, "tls_configuration")[0] ?? "",
      domains: setOf(item, "tls_domains"),
      commonName: refs(item, "common_name")[0] ?? "",
      certificateAuthority: String(item.attributes.certificate_authority),
      state: String(item.attributes.state),
      ...times(item, ["createdAt", "created_at"], ["updatedAt", "updated_at"]),
    }),
    says: { none: NONE, many: many("change to") },
  }),
  getTlsSubscriptionIds: ids(SUBSCRIPTIONS, { pageSize: 10 }),
};

function configuration(item: Found): PropertyMap {
  const { attributes, included } = item;
  const dnsRecords = refs(item, "dns_records")
    .flatMap((id) => included.find((each) => each.id === id) ?? [])
    .map(({ id, attributes: { record_type, region } }) => ({
      recordType: String(record_type),
      recordValue: id,
      region: String(region),
    }))
    .sort((a, b) => (a.recordType < b.recordType ? -1 : 1));
  return {
    name: String(attributes.name),
    default: attributes.default === true,
    dnsRecords,
    httpProtocols: textsInRequestOrder(attributes.http_protocols as string[]),
    tlsProtocols: textsInRequestOrder(attributes.tls_protocols as string[]),
    tlsService: attributes.bulk === true ? "PLATFORM" : "CUSTOM",
    ...times(item, ["createdAt", "created_at"], ["updatedAt", "updated_at"]),
  };
}
