/** Exit 5: the network, throttling, LinkedIn itself. */

import { apps, docs, Exit, entry, verify } from './entry.ts';

export const laterFaults = {
  'network-unreachable': entry(
    Exit.tryLater,
    docs.status,
    (f: { host: string; why: string; proxy?: string }) => ({
      message: `${f.host} cannot be reached${f.proxy === undefined ? '' : ` through the proxy ${f.proxy}`}: ${f.why}.`,
      fix:
        f.proxy === undefined
          ? [
              'Behind a company proxy, name it first: export HTTPS_PROXY=http://proxy.example.com:8080',
              `See whether the address answers: curl -I https://${f.host}`,
            ]
          : [
              'The proxy comes from HTTPS_PROXY or HTTP_PROXY; ask whoever runs it whether it lets this address through.',
              `See whether it answers: curl -I https://${f.host}`,
            ],
    }),
  ),
  'tls-untrusted': entry(Exit.tryLater, docs.proxy, (f: { host: string; why: string }) => ({
    message: `The certificate shown for ${f.host} is not trusted (${f.why}). A company network that inspects traffic does that.`,
    fix: [
      "Ask your IT department for the network's root certificate as a PEM file.",
      `Then run: NODE_EXTRA_CA_CERTS=/path/to/root.pem ${verify}`,
    ],
  })),
  'linkedin-unavailable': entry(Exit.tryLater, docs.status, (f: { what: string }) => ({
    message: `LinkedIn is not answering as it should: ${f.what}.`,
    fix: [
      'See https://www.linkedin-apistatus.com for a known outage.',
      `In a few minutes, run: ${verify}`,
    ],
  })),
  throttled: entry(Exit.tryLater, docs.limits, (f: { wait: string }) => ({
    message: 'LinkedIn is throttling this app: too many calls in a short time.',
    fix: [`${f.wait}, run: ${verify}`],
  })),
  'quota-exhausted': entry(Exit.tryLater, docs.limits, (f: { until: string }) => ({
    message: `This app has used up LinkedIn's calls for today; the count starts again at midnight UTC, ${f.until}.`,
    fix: [
      `What uses them up is shown at ${apps}, your app, Analytics tab.`,
      `After midnight UTC, run: ${verify}`,
    ],
  })),
} as const;
