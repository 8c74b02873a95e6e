/** The rules by which Docker reads an `--env-file` (docker/cli, pkg/kvfile), for machines without Docker. */

/** Throws where Docker aborts. */
export function readAsDocker(text: string): Readonly<Record<string, string>> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const assignments = lines
    // Blanks before a line go, those behind it are part of the value.
    .map((line) => line.replace(/^[ \t]+/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(assignments.map(assignmentOn));
}

function assignmentOn(line: string): readonly [string, string] {
  const [, name = '', value] = /^([^=]*)=(.*)$/.exec(line) ?? [];
  if (value === undefined)
    throw new Error(`'${line}' would be taken from Docker's own environment`);
  if (name === '') throw new Error(`no variable name on line '${line}'`);
  if (/[ \t]/.test(name)) throw new Error(`variable '${name}' contains whitespaces`);
  return [name, value];
}
