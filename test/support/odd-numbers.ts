/** What a column of a file of /proc may hold, of any width and sign. */
export const NUMBERS = [
  '-1',
  '-5',
  '0',
  '255',
  '256',
  '65536',
  '2147483648',
  '4294967295',
  '4294967296',
  '4294967297',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551615',
  '18446744073709551616',
  '1'.repeat(30),
] as const;

export const hexadecimal = (number: string) =>
  number.startsWith('-') ? `-${BigInt(number.slice(1)).toString(16)}` : BigInt(number).toString(16).toUpperCase();
