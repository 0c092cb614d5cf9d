import type { OwnDomains } from "../../../sdk/checks/domainCertificates";
import type { Cases } from "../case";

function ownDomains(certificates: Record<string, string>): OwnDomains {
  return { domains: Object.entries(certificates).map(([name, certificate]) => ({ name, certificate })) };
}

export const CASES: Cases = {
  "domain-without-certificate": [
    [ownDomains({ "www.example.com": "none" }), "browsers refuse https://www.example.com."],
    [ownDomains({ "a.example.com": "served", "b.example.com": "none" }), "no certificate for b.example.com:"],
    [ownDomains({ "*.example.com": "none" }), "browsers refuse https://any-name.example.com."],
    [ownDomains({ "a.example.com": "served", "b.example.com": "pending", "c.example.com": "unseen" }), undefined],
  ],
  "domain-certificate-ended": [
    [ownDomains({ "www.example.com": "ended" }), "has expired: browsers refuse https://www.example.com"],
    [ownDomains({ "a.example.com": "served", "b.example.com": "none", "c.example.com": "pending" }), undefined],
  ],
  "domain-certificate-pending": [
    [
      ownDomains({ "www.example.com": "pending" }),
      "is pending and not in use yet: browsers refuse https://www.example.com",
    ],
    [ownDomains({ "www.example.com": "failed" }), "is failed and not in use"],
    [ownDomains({ "a.example.com": "served", "b.example.com": "none", "c.example.com": "unseen" }), undefined],
  ],
  "domain-certificate-unseen": [
    [ownDomains({ "www.example.com": "unseen" }), "This API token cannot see whether Fastly has a certificate"],
    [ownDomains({ "a.example.com": "served", "b.example.com": "none" }), undefined],
  ],
};
