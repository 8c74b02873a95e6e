/** Exit 5: the network, throttling, LinkedIn itself. */

import { apps, because, docs, Exit, entriesWith, type FaultText, thenRunAgain } from './entry.ts';
import { again, type Fix, open, shell } from './fix.ts';

const entry = entriesWith(Exit.tryLater);

export const laterFaults = {
  'resources-exhausted': entry(undefined, (f: { what: string }) => [
    `The system has run out of resources: ${f.what}.`,
    { say: 'Close other programs, or raise the limit that the system sets.' },
    thenRunAgain,
  ]),
  'network-unreachable': entry(
    docs.status,
    (f: { host: string; origin?: string; why: string; proxy?: string; variable?: string }) => [
      `${f.host} cannot be reached${f.proxy === undefined ? '' : ` through the proxy ${f.proxy}`}: ${f.why}.`,
      f.proxy === undefined
        ? {
            say: 'Behind a company proxy, set it (this one is an example)',
            run: again({}, { HTTPS_PROXY: 'http://proxy.example.com:8080' }),
          }
        : {
            say: `The proxy comes from ${f.variable ?? 'HTTPS_PROXY or HTTP_PROXY'}; ask whoever runs it whether it lets this address through.`,
          },
      {
        say: 'Check that the address answers',
        run: shell('curl', '-I', f.origin ?? `https://${f.host}`),
      },
    ],
  ),
  'tls-untrusted': entry(docs.certificates, certificateText),
  'linkedin-unavailable': entry(
    docs.status,
    // `isForeign` where it is not LinkedIn that answered; `said` by LinkedIn, where it did.
    (f: { what: string; isForeign?: boolean; said?: string }) =>
      f.isForeign === true
        ? [
            `LinkedIn's answer did not arrive: ${f.what}.`,
            {
              say: 'A network that asks for a sign-in, or a proxy, may be in the way. See what a browser on this machine shows',
              run: open('https://www.linkedin.com'),
            },
            thenRunAgain,
          ]
        : [
            `LinkedIn is not answering as it should: ${f.what}${because(f.said)}.`,
            { say: 'Check for a known outage', run: open(docs.status) },
            { say: 'In a few minutes, run it again', run: again() },
          ],
  ),
  'access-token-pending': entry(docs.errors, (_: Record<never, never>) => [
    'LinkedIn has just issued this access token, and not all of its servers know it yet. That can take ten minutes.',
    { say: 'In ten minutes, run it again', run: again() },
  ]),
  throttled: entry(docs.limits, (f: { wait: string }) => [
    'LinkedIn is throttling this app: too many calls in a short time.',
    { say: `${f.wait}, run it again`, run: again() },
  ]),
  'quota-exhausted': entry(docs.limits, (f: { until: string }) => [
    `This app has used up LinkedIn's calls for today; the count starts again at midnight UTC, ${f.until}.`,
    { say: 'What uses them up is shown on the Analytics tab of your app', run: apps },
    { say: 'After midnight UTC, run it again', run: again() },
  ]),
  'env-file-busy': entry(
    undefined,
    (f: { path: string; holder: string; since: string; pid: number | undefined }) => [
      `${f.path} is in use by ${f.holder}, since ${f.since}.`,
      ...(f.pid === undefined
        ? []
        : [{ say: 'See what it is doing', run: shell('ps', '-p', String(f.pid)) }]),
      { say: 'When it has ended, run it again', run: again() },
    ],
  ),
} as const;

export type Distrust = 'expired' | 'not-yet-valid' | 'other-name' | 'unknown-issuer' | 'other';

export interface Certificate {
  readonly host: string;
  readonly why: Distrust;
  /** OpenSSL's name for it. */
  readonly code: string;
  /** This machine's clock, ISO 8601: another process may get the fault as JSON. */
  readonly now: string;
}

function certificateText({ host, why, code, now }: Certificate): FaultText {
  const certificate = `The certificate shown for ${host}`;
  const ask = `your IT department which certificate this network shows for ${host}, and run it again later`;
  const clock = now.slice(0, 16).replace('T', ' ');
  const withRoot = again({}, { NODE_EXTRA_CA_CERTS: '/path/to/root.pem' });
  const checkClock: readonly Fix[] = [
    { say: `Check the date and the time of this machine: it says ${clock} UTC.` },
    { say: `If it is right, tell ${ask}`, run: again() },
  ];
  const texts: Readonly<Record<Distrust, FaultText>> = {
    expired: [
      `${certificate} has expired (${code}), or this machine's clock is wrong.`,
      ...checkClock,
    ],
    'not-yet-valid': [
      `${certificate} is not valid yet (${code}); most likely this machine's clock is wrong.`,
      ...checkClock,
    ],
    'other-name': [
      `${certificate} is for another name (${code}): something else is answering in its place.`,
      { say: 'On a network with a sign-in page, sign in there in your browser first.' },
      { say: 'Then run it again, on another network if it persists', run: again() },
    ],
    'unknown-issuer': [
      `${certificate} is not trusted (${code}). A company network that inspects traffic does that.`,
      { say: "Ask your IT department for the network's root certificate as a PEM file." },
      { say: 'Then run it again with that file', run: withRoot },
    ],
    other: [`${certificate} is not trusted (${code}).`, { say: `Tell ${ask}`, run: again() }],
  };
  return texts[why];
}
