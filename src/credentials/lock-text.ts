/** The text of a lock file: which process holds it, since when, and with which failure it ended. Holds no secret. */

/** A failure that those who waited for the lock take over instead of meeting it again, each in turn. */
export interface SharedFailure {
  /** Tells whether two processes attempted the same. */
  readonly attempt: string;
  readonly code: string;
  readonly facts: unknown;
  /** What LinkedIn answered, if it did. */
  readonly linkedin?: unknown;
}

export interface Claim {
  readonly pid: number;
  readonly hostname: string;
  /** When the lock was taken. */
  readonly time: Date;
  /** Undefined in a lock of an earlier version. */
  readonly proof: ClaimProof | undefined;
  /** Its holder has ended with this, and is about to remove the lock. */
  readonly failure: SharedFailure | undefined;
}

/** What tells the holder from every other process, and that it shows that it is alive. */
export interface ClaimProof {
  /** Of this one taking of the lock. */
  readonly mark: string;
  /** Where the process number means the process. */
  readonly processSpace: string;
  /** Undefined where the system does not tell. */
  readonly processStart: string | undefined;
}

export function claimText({ pid, hostname, time, proof, failure }: Claim): string {
  return JSON.stringify({ pid, hostname, time: time.toISOString(), ...proof, failure });
}

/** Undefined for what no version of this program has written whole. */
export function readClaim(text: string): Claim | undefined {
  const fields = readObject(text);
  if (fields === undefined) return undefined;
  const { pid, hostname } = fields;
  const time = new Date(String(fields['time']));
  if (!isProcessNumber(pid) || typeof hostname !== 'string' || Number.isNaN(time.getTime())) {
    return undefined;
  }
  return { pid, hostname, time, proof: readProof(fields), failure: readFailure(fields['failure']) };
}

type Fields = Readonly<Record<string, unknown>>;

function readObject(text: string): Fields | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 0 and negative numbers mean groups of processes to the system, and would always be alive. */
function isProcessNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31;
}

function readProof({ mark, processSpace, processStart }: Fields): ClaimProof | undefined {
  if (typeof mark !== 'string' || typeof processSpace !== 'string') return undefined;
  const start = typeof processStart === 'string' ? processStart : undefined;
  return { mark, processSpace, processStart: start };
}

function readFailure(value: unknown): SharedFailure | undefined {
  if (!isObject(value)) return undefined;
  const { attempt, code, facts, linkedin } = value;
  if (typeof attempt !== 'string' || typeof code !== 'string') return undefined;
  return { attempt, code, facts, linkedin };
}
