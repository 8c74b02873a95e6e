// Rolls the declarations of each door up into one file, and describes them for the API reference.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

/** The doors of the package, by the names of their files in `dist/`. */
export const doors = { index: 'index.d.ts', simulator: 'simulator/index.d.ts' };

/**
 * Makes `dist/<door>.d.ts` and `dist/api/<door>.api.json` from `dist/types`, and removes that. Throws where a
 * declaration needs a type that its door does not export, or where a comment cannot be read.
 */
export function rollUpDeclarations(root) {
  const configs = Object.keys(doors).map((door) => configOf(root, door));
  const [first, ...others] = configs;
  // The platform's own declarations are read once for all doors.
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: others.map((config) => config.mainEntryPointFilePath),
  });
  for (const config of configs) rollUp(root, config, compilerState);
  rmSync(join(root, 'dist/types'), { recursive: true });
}

function rollUp(root, config, compilerState) {
  const warnings = [];
  const { succeeded } = Extractor.invoke(config, {
    compilerState,
    localBuild: true,
    messageCallback: (message) => {
      if (['error', 'warning'].includes(message.logLevel)) {
        warnings.push(message.formatMessageWithLocation(root));
      }
      message.handled = true;
    },
  });
  if (!succeeded || warnings.length > 0) throw new Error(warnings.join('\n'));
}

function configOf(root, door) {
  const mainEntryPointFilePath = join(root, 'dist/types', doors[door]);
  // Of this program: what a host has beside the platform's own types must not matter.
  const compilerOptions = {
    target: 'ES2023',
    module: 'NodeNext',
    strict: true,
    types: [],
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      newlineKind: 'lf',
      mainEntryPointFilePath,
      compiler: { overrideTsconfig: { compilerOptions, files: [mainEntryPointFilePath] } },
      dtsRollup: { enabled: true, untrimmedFilePath: join(root, `dist/${door}.d.ts`) },
      docModel: { enabled: true, apiJsonFilePath: join(root, `dist/api/${door}.api.json`) },
      apiReport: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        // What is internal is taken out of the declarations before, also where others of `src/` use it. A test
        // compiles what is published.
        compilerMessageReporting: { default: { logLevel: 'none' } },
        extractorMessageReporting: {
          default: { logLevel: 'warning' },
          // Everything that a door exports is public.
          'ae-missing-release-tag': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'warning' } },
      },
    },
  });
}
