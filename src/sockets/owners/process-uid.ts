/** The effective user id of a process by `/proc/<pid>/status`, as the reader's user namespace has it; undefined where it has none. */
export function parseProcessUid(bytes: Uint8Array): number | undefined {
  const uid = /^Uid:\t\d+\t(\d{1,10})\t\d+\t\d+\n/m.exec(Buffer.from(bytes).toString('latin1'))?.[1];
  return uid === undefined ? undefined : Number(uid);
}
