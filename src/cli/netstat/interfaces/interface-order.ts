/** What netstat sorts interfaces by: the text of a name, the number at its end, and that of an alias behind a colon. */
export interface InterfaceKey {
  /** Both with a character for each byte. */
  name: string;
  text: string;
  number: number;
  alias: number;
}

const PARTS = /^(.*?)(\d*)(?::(\d+))?$/s;
const NONE = -1;
/** Digits that fit into an `int` whatever they are. */
const FIT = 9;

/** @param name - with a character for each byte */
export function interfaceKey(name: string): InterfaceKey {
  const [, text = '', number, alias] = PARTS.exec(name) ?? [];
  return { name, text, number: toInt(number), alias: toInt(alias) };
}

/** `eth`, `eth2`, `eth2:1`, `eth10`: what is equal so far is told apart by its bytes. */
export function compareInterfaces(a: InterfaceKey, b: InterfaceKey): number {
  if (a.text !== b.text) return a.text < b.text ? -1 : 1;
  return a.number - b.number || a.alias - b.alias || (a.name < b.name ? -1 : 1);
}

/** netstat's numbers are C's `int`, and a name has room for more. */
function toInt(digits: string | undefined): number {
  if (!digits) return NONE;
  return digits.length <= FIT ? Number(digits) : Number(BigInt.asIntN(32, BigInt(digits)));
}
