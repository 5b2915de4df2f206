import { spawnSync } from 'node:child_process';
import { skipUnless } from './skip.ts';

const EPERM = 1;
const E2BIG = 7;

/**
 * What a sandbox or an older kernel refuses, each by its number on x86-64 and on other machines, and by its first argument where that
 * matters, with the errno.
 */
const REFUSED = {
  'socket(AF_NETLINK)': { numbers: [41, 198], argument: 16, errno: EPERM },
  'kcmp()': { numbers: [312, 272], argument: undefined, errno: EPERM },
  'bpf()': { numbers: [321, 280], argument: undefined, errno: EPERM },
  // So ends the light skeleton on kernels that do not know its attributes; libbpf does without this command.
  'bpf(BPF_PROG_RUN)': { numbers: [321, 280], argument: 10, errno: E2BIG },
} as const;

type Call = keyof typeof REFUSED;

// Makes a system call fail, as container sandboxes do, and runs the rest of its arguments.
const FILTER = `
import ctypes, os, platform, struct, sys
number = int(sys.argv[1 if platform.machine() == "x86_64" else 2])
argument = None if sys.argv[3] == "-" else int(sys.argv[3])
errno = int(sys.argv[4])
command = sys.argv[5:]
check = [] if argument is None else [(0x20, 0, 0, 16), (0x15, 0, 1, argument)]
program = [  # struct sock_filter over struct seccomp_data
    (0x20, 0, 0, 0), (0x15, 0, len(check) + 1, number), *check,
    (0x06, 0, 0, 0x00050000 | errno), (0x06, 0, 0, 0x7fff0000),
]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *op) for op in program))
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
one = ctypes.c_void_p(1)
assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, None, 0, 0) == 0, ctypes.get_errno()
filter = Program(len(program), ctypes.addressof(code))
assert libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(filter), 0, 0) == 0, ctypes.get_errno()
os.execvp(command[0], command)
`;

/** What starts a program that the kernel refuses a system call. */
export function withoutCall(call: Call): [string, ...string[]] {
  const { numbers, argument, errno } = REFUSED[call];
  return ['python3', '-c', FILTER, ...numbers.map(String), argument === undefined ? '-' : `${argument}`, `${errno}`];
}

/** Why no system call can be refused here, or false. */
export const noFilter = probe();

function probe(): string | false {
  const [program, ...args] = withoutCall('bpf()');
  const { status, error, stderr } = spawnSync(program, [...args, 'true'], { encoding: 'utf8' });
  return skipUnless(status === 0, `no seccomp filter can be set: ${error ?? stderr}`);
}
