#!/usr/bin/env node
// CommonJS, which starts fastest: the version is told before the program and the loader of ES modules are there.
const first = process.argv[2];
if (first === '--version' || first === '-V') {
  process.stdout.on('error', ({ code }) => {
    // A reader that went away is no failure.
    process.exitCode = code === 'EPIPE' ? 0 : 2;
  });
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  void import('../dist/cli.js').then(
    ({ run }) => run(),
    (error) => {
      // Nothing of the program is there to tell it: not built, or no room to open its files.
      const isMissing = error.code === 'ERR_MODULE_NOT_FOUND';
      const why = isMissing ? 'it is not built; in its folder, run: npm ci' : error.message;
      process.stderr.write(`\n  pectus-linkedin cannot be loaded: ${why}\n`);
      process.exitCode = isMissing ? 2 : 5;
    },
  );
}
