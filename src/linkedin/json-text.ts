/** JSON of LinkedIn's, as far as it can be LinkedIn's. */

/** Undefined for what is none, and for what is nested deeper than an answer is. */
export function parseJson(text: string): unknown {
  try {
    return levelsOf(text) > mostLevels ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** LinkedIn's answers have a few levels; whoever goes down through thousands runs out of stack. */
const mostLevels = 100;

function levelsOf(text: string): number {
  let [level, most, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted) at += letter === '\\' ? 1 : 0;
    else if (letter === '{' || letter === '[') most = Math.max(most, ++level);
    else if (letter === '}' || letter === ']') level -= 1;
  }
  return most;
}
