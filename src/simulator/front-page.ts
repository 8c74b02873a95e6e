/** What there is, at `/`: a page for a browser, an object for a program. */

import { escaped } from '../screen/sanitize.ts';
import { code, entry, list, pageLayout } from './page-layout.ts';
import { paths } from './portal-pages.ts';
import { page, type SimulatedRequest } from './responses.ts';
import { restCalls } from './rest-routes.ts';
import type { SimulatorState } from './state.ts';

const pages = {
  portal: paths.apps,
  consent: '/oauth/v2/authorization',
  tokenGenerator: '/developers/tools/oauth/token-generator',
};

const oauth = {
  authorization: '/oauth/v2/authorization',
  token: '/oauth/v2/accessToken',
  introspection: '/oauth/v2/introspectToken',
  revocation: '/oauth/v2/revoke',
};

export function showFrontPage(state: SimulatorState, request: SimulatedRequest): Response {
  const { title, accounts } = state.scenario;
  const { clientId, clientSecret } = state.scenario.app;
  const { redirectUris, scopes } = state.memory.app;
  const accepted = request.headers.get('accept') ?? '';
  if (accepted.includes('text/html')) return page(200, frontPage(state));
  return Response.json({
    simulates: 'LinkedIn',
    scenario: title,
    app: { clientId, clientSecret, redirectUris, scopes },
    oauth,
    rest: restCalls,
    adAccounts: accounts.slice(0, 10).map(({ id, name }) => ({ id, name })),
    pages,
  });
}

function frontPage({ scenario, memory }: SimulatorState): string {
  const links = [
    `<a href="${pages.portal}">Developer portal</a>`,
    `<a href="${pages.tokenGenerator}">Token generator</a>`,
  ];
  return pageLayout(
    'Simulated LinkedIn',
    `<p>${escaped(scenario.title)}</p>
<dl>
${entry('Client ID', code(scenario.app.clientId))}
${entry('Client Secret', code(scenario.app.clientSecret))}
${entry('Redirect addresses', list(memory.app.redirectUris.map(code)))}
${entry('OAuth 2.0', list(Object.values(oauth).map(code)))}
${entry('REST', list(restCalls.map(code)))}
</dl>
<p class="quiet">Made up: these keys open nothing at LinkedIn.</p>
<nav>${links.join('')}</nav>`,
  );
}
