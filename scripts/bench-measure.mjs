// How the benchmarks measure: whole processes, in pairs of neighbours in time, so that a busy machine slows both.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

/**
 * Nothing of the shell that started the benchmark: NODE_EXTRA_CA_CERTS alone costs every process of Node 20 as much as
 * a command, and flatters every ratio.
 */
export const cleanEnv = { PATH: process.env.PATH, HOME: '/nonexistent', CI: 'true' };

/** Milliseconds of the clock and of the processor, to a thousandth of a second: bash's `time`. */
export function timed(command, { cwd, env = {} }) {
  const script = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" >output 2>/dev/null; } 2>&1';
  const { stdout } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...cleanEnv, ...env },
  });
  const [wall, user, system] = stdout
    .trim()
    .split(' ')
    .map((text) => Number(text) * 1_000);
  return { wall, cpu: user + system };
}

/** Megabytes at most, where GNU time is there. */
export function peakMemory(command, { cwd, env = {} }) {
  const { stderr, error } = spawnSync('/usr/bin/time', ['-f', 'peak %M', ...command], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...cleanEnv, ...env },
  });
  const kilobytes = error === undefined ? /peak (\d+)/.exec(stderr)?.[1] : undefined;
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1_024);
}

/** The medians of what `command` takes, and of its ratios to `base` beside it. */
export function compared(base, command, where, pairs) {
  const runs = Array.from({ length: pairs + 2 }, () => [timed(base, where), timed(command, where)]);
  // The first ones bring both into the system's caches.
  const kept = runs.slice(2);
  const ours = (key) => median(kept.map(([, our]) => our[key]));
  return {
    wall: ours('wall'),
    cpu: ours('cpu'),
    ratio: median(kept.map(([bare, our]) => our.wall / bare.wall)),
    cpuRatio: median(kept.map(([bare, our]) => our.cpu / bare.cpu)),
  };
}

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

export function machine() {
  const [first] = cpus();
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${first?.model.trim() ?? 'unknown'}`;
}

export function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
