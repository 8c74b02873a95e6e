/** What goes wrong around the API rather than in it: outages, pages instead of JSON, broken replies. */

import { json, page, type SimulatedResponse } from './answers.ts';
import type { SimulatorState } from './state.ts';

/** The endpoint's answer, or what the scenario's trouble makes of it. */
export function applyOutages(
  stage: SimulatorState,
  endpoint: () => SimulatedResponse,
): SimulatedResponse {
  const { memory, scenario } = stage;
  const { outage: trouble } = scenario;
  memory.calls += 1;
  switch (trouble?.kind) {
    case 'unavailable':
      return memory.calls <= (trouble.calls ?? Number.POSITIVE_INFINITY)
        ? underMaintenance()
        : endpoint();
    case 'html-page':
      return page(502, '<html><body><h1>502 Bad Gateway</h1></body></html>\n');
    case 'cut-short':
      return cutShort(endpoint());
    default:
      return endpoint();
  }
}

function underMaintenance(): SimulatedResponse {
  return json(503, {
    status: 503,
    code: 'UNDER_MAINTENANCE',
    message: 'The service is under maintenance',
  });
}

/** Half the body, with the length of the whole. */
function cutShort(answer: SimulatedResponse): SimulatedResponse {
  const length = Buffer.byteLength(answer.body);
  return {
    ...answer,
    headers: { ...answer.headers, 'content-length': String(length) },
    body: answer.body.slice(0, Math.floor(answer.body.length / 2)),
  };
}
