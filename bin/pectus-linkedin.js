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
  void import('../dist/cli.js').then(({ run }) => run());
}
