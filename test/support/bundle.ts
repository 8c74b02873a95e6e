/** Parts of the sources as programs of their own, for tests that start them as a process. */

import { extname } from 'node:path';
import { build } from 'rolldown';

/** A TypeScript file with everything that it imports, as CommonJS (`.cjs`) or as an ES module. */
export async function bundleFile(entry: string, outfile: string): Promise<void> {
  const format = extname(outfile) === '.cjs' ? 'cjs' : 'esm';
  await build({
    input: entry,
    platform: 'node',
    logLevel: 'silent',
    output: { file: outfile, format, codeSplitting: false },
  });
}
