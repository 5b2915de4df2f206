const ASCII = /^\p{ASCII}*$/u;

/** A name with a character for each byte, as all text of the listing is: what netstat cuts, fills and sorts is bytes. */
export function toLatin1(name: string): string {
  return ASCII.test(name) ? name : Buffer.from(name).toString('latin1');
}
