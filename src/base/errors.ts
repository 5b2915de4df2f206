import { constants } from 'node:os';
import { errnoWords } from './errno-words.ts';

/** What a failed operation carries beside its message. */
export interface ErrorDetails {
  /**
   * The errno's name (`'EPERM'`) or one of `ERR_UNSUPPORTED_PLATFORM`, `ERR_ADDON_UNAVAILABLE`, `ERR_BPF_UNAVAILABLE`,
   * `ERR_MALFORMED_REPLY`, `ERR_DAMAGED_FILE`, `ERR_NOT_A_RECORD`, `ERR_FILTER`.
   */
  code: string;
  /** The system call or kernel interface that failed. */
  syscall?: string | undefined;
  /** The errno as the kernel gives it, positive. */
  errno?: number | undefined;
  cause?: unknown;
}

/** Errors of every copy of this package have it: ES modules, CommonJS and bundles have a class each. */
const BRAND = Symbol.for('sockdiag.SockdiagError');

/** What `instanceof` asks: true of the errors of every copy; of a class that somebody extends it from, as always. */
function isInstance(this: unknown, value: unknown): boolean {
  if (this !== SockdiagError) return Function.prototype[Symbol.hasInstance].call(this, value);
  return typeof value === 'object' && value !== null && BRAND in value;
}

function brand(ours: typeof SockdiagError): void {
  Object.defineProperty(ours.prototype, BRAND, { value: true });
  Object.defineProperty(ours, Symbol.hasInstance, { value: isInstance });
}

/** Everything that can fail at run time. Misuse of the API is a `TypeError` instead, a raised signal its own reason. */
export class SockdiagError extends Error {
  static {
    // biome-ignore lint/complexity/noThisInStatic: a class that says its own name here gets another one from esbuild, which Node prints of an uncaught error.
    brand(this);
  }

  override readonly name: string = 'SockdiagError';
  readonly code: string;
  readonly syscall: string | undefined;
  readonly errno: number | undefined;

  constructor(message: string, { code, syscall, errno, cause }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.syscall = syscall;
    this.errno = errno;
  }
}

/**
 * The error of a failed system call.
 * @param errno - positive, as the kernel gives it
 * @param detail - the kernel's own words, when it sent any
 */
export function systemError(syscall: string, errno: number, detail?: string): SockdiagError {
  const [code, text] = errnoWords(errno);
  return new SockdiagError(`${syscall}: ${detail || text}`, { code, syscall, errno });
}

/**
 * The same of a call of Node's on a path. Node's own words have the path behind them, and for errnos it does not know "Unknown system error"; what
 * it refuses by itself has no errno: a path with a NUL in it, which the kernel could not be asked for.
 * @param syscall - for where Node does not say it
 */
export function fileError(syscall: string, path: string, error: unknown): SockdiagError {
  // Under --permission, of a path that --allow-fs-read does not name.
  if ((error as { code?: unknown }).code === 'ERR_ACCESS_DENIED') {
    return systemError(`${syscall} ${path}`, constants.errno.EACCES, "not allowed by Node's --permission");
  }
  const { errno = -constants.errno.EINVAL, syscall: said = syscall } = error as NodeJS.ErrnoException;
  return systemError(`${said} ${path}`, -errno);
}

/** A reply of the kernel that breaks its own format: says which operation, and how many bytes there were. */
export function malformedReply(operation: string, length: number, wanted: number): SockdiagError {
  const message = `${operation}: ${length} bytes where at least ${wanted} are needed`;
  return new SockdiagError(message, { code: 'ERR_MALFORMED_REPLY', syscall: operation });
}

/** Throws on a system other than Linux: the package can be imported anywhere, and works where the kernel has sock_diag or /proc. */
export function requireLinux(): void {
  if (process.platform === 'linux') return;
  throw new SockdiagError(`sockdiag needs Linux, this is ${process.platform}`, { code: 'ERR_UNSUPPORTED_PLATFORM' });
}

/** Whether an error only says that a signal was raised, and nothing went wrong. */
export function isEndBy(signal: AbortSignal | undefined, error: unknown): boolean {
  if (!signal?.aborted) return false;
  return error === signal.reason || (error as Error | undefined)?.cause === signal.reason;
}

/** True for an error that says the kernel has no such interface, as opposed to one that went wrong. */
export function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && MISSING_CODES.has(code);
}

/**
 * True for an error that says a file, or what stands in its place, cannot be read: it is missing, masked, forbidden or damaged. What else can be
 * read is no worse for it. What says something of this process or this system instead, as that too many files are open, is a failure.
 */
export function isOutOfReach(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || OWN_FAILURES.has(code)) return false;
  return code === DAMAGED_FILE || !code.startsWith('ERR_');
}

/** Of a code of isOutOfReach(), whether something is wrong with the file, as opposed to one that is not there for this process. */
export function isDamage(code: string | undefined): boolean {
  return code !== undefined && !MISSING_CODES.has(code) && !FORBIDDEN_CODES.has(code);
}

/** Of such a code, whether the file is there, and not for this process. */
export function isForbidden(code: string | undefined): boolean {
  return code !== undefined && FORBIDDEN_CODES.has(code);
}

/** A file that begins or ends as no such file of the kernel's does. */
export function damagedFile(path: string, how: string): SockdiagError {
  return new SockdiagError(`read ${path}: ${how}`, { code: DAMAGED_FILE, syscall: `read ${path}` });
}

/** A file of which more than the kernel ever has would have to be read. */
export function tooLargeFile(path: string, how: string): SockdiagError {
  return systemError(`read ${path}`, constants.errno.EFBIG, how);
}

const DAMAGED_FILE = 'ERR_DAMAGED_FILE';

// EMFILE, ENFILE: no descriptor is left. ENOMEM, ENOBUFS: no memory. The others would be faults of our own.
const OWN_FAILURES = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EBADF', 'EFAULT', 'EINTR', 'ABORT_ERR']);

// What opening a file tells that its permissions, a security module, or a file where a folder should be keep from this process.
const FORBIDDEN_CODES = new Set(['EACCES', 'EPERM', 'ENOTDIR']);

// ENOENT: no diag module, no /proc file. The rest: families and protocols a kernel was built without. EOPNOTSUPP and ENOTSUP
// are one number on Linux, which Node names ENOTSUP.
const MISSING_CODES = new Set(['ENOENT', 'EPROTONOSUPPORT', 'EAFNOSUPPORT', 'ESOCKTNOSUPPORT', 'ENOTSUP']);
