/** One file of an archive. */
export interface Entry {
  /** Without a slash before it. */
  path: string;
  /** With the type: 0o040755 of a folder, 0o100755 of a program, 0o120777 of a link, whose bytes are where it leads. */
  mode: number;
  bytes: Buffer;
}

const ALIGN = 4;
const NOTHING = Buffer.alloc(0);

/** An initramfs: Documentation/driver-api/early-userspace/buffer-format.rst. It is not compressed, because the emulated machine would take longer to expand it. */
export function cpio(entries: readonly Entry[]): Buffer {
  const pieces: Buffer[] = [];
  const inAll = [...withFolders(entries), { path: 'TRAILER!!!', mode: 0, bytes: NOTHING }];
  for (const [index, { path, mode, bytes }] of inAll.entries()) {
    pieces.push(
      padded(Buffer.concat([header(index + 1, mode, bytes.length, path), Buffer.from(`${path}\0`)])),
      padded(bytes),
    );
  }
  return Buffer.concat(pieces);
}

/** The kernel makes no folder that is not named before what lies in it. */
function withFolders(entries: readonly Entry[]): Entry[] {
  const folders = new Set<string>();
  for (const { path } of entries) {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) folders.add(path.slice(0, end));
  }
  for (const { path } of entries) folders.delete(path);
  return [...[...folders].map((path) => ({ path, mode: 0o040755, bytes: NOTHING })), ...entries];
}

function header(inode: number, mode: number, size: number, path: string): Buffer {
  // inode, mode, uid, gid, links, time, size, four numbers of devices, bytes of the name, checksum
  const fields = [inode, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, Buffer.byteLength(path) + 1, 0];
  return Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
}

function padded(bytes: Buffer): Buffer {
  const over = bytes.length % ALIGN;
  return over === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(ALIGN - over)]);
}
