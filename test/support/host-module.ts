/** A module of a host product, as text for a process of its own, that calls the built library. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './build.ts';

/** Prints the access token that the call resolves with, or all that it resolves with. `door` is the library. */
export function hostModule(call: string): string {
  const library = pathToFileURL(join(root, 'dist/index.js')).href;
  return `import * as door from ${JSON.stringify(library)};
    const result = await ${call};
    console.log(result.accessToken?.reveal?.() ?? JSON.stringify(result));`;
}
