/** `TLS_CIPHER_*` by number from the first on, `include/uapi/linux/tls.h`. */
const CIPHERS = [
  'aes-gcm-128',
  'aes-gcm-256',
  'aes-ccm-128',
  'chacha20-poly1305',
  'sm4-gcm',
  'sm4-ccm',
  'aria-gcm-128',
  'aria-gcm-256',
] as const;
const FIRST_CIPHER = 51;

/** By the second byte of `TLS_1_2_VERSION` and `TLS_1_3_VERSION`. */
const VERSIONS: readonly (TlsVersion | undefined)[] = [undefined, undefined, undefined, '1.2', '1.3'];

/** Who encrypts or decrypts, by `TLS_CONF_*`: the program, the kernel, the network device, or all of the record in the device. */
const PLACES: readonly (TlsPlace | null)[] = [null, 'program', 'kernel', 'device', 'device-record'];

export type TlsVersion = '1.2' | '1.3';
/** Who encrypts or decrypts: the program, the kernel, the network device, or the device with all of each record. */
export type TlsPlace = 'program' | 'kernel' | 'device' | 'device-record';

/** What the kernel does of TLS for one connection. A value that this package does not know is null. */
export interface Tls {
  version: TlsVersion | null;
  /** As `aes-gcm-128`. */
  cipher: string | null;
  /** Who encrypts what is sent. */
  send: TlsPlace | null;
  /** Who decrypts what is received. */
  receive: TlsPlace | null;
}

export function unpackTls(word: number): Tls {
  return {
    version: VERSIONS[word & 0xff] ?? null,
    cipher: CIPHERS[((word >>> 8) & 0xffff) - FIRST_CIPHER] ?? null,
    send: PLACES[(word >>> 24) & 0xf] ?? null,
    receive: PLACES[word >>> 28] ?? null,
  };
}

/** The word of plain data; undefined where that is none. */
export function packTls(tls: object): number | undefined {
  const { version, cipher, send, receive } = tls as Readonly<Record<keyof Tls, unknown>>;
  const numbers = [
    version === null ? 0 : VERSIONS.indexOf(version as never),
    cipher === null ? 0 : CIPHERS.indexOf(cipher as never),
    PLACES.indexOf(send as never),
    PLACES.indexOf(receive as never),
  ] as const;
  if (numbers.some((number) => number < 0) || [version, cipher, send, receive].includes(undefined)) return undefined;
  const [minor, at, sends, receives] = numbers;
  return tlsWord(minor, cipher === null ? 0 : at + FIRST_CIPHER, sends, receives);
}

/** As `1.3/aes-gcm-128/kernel/device`: version, cipher, who encrypts and who decrypts; `-` for what is null. */
export function tlsText({ version, cipher, send, receive }: Tls): string {
  return [version, cipher, send, receive].map((part) => part ?? '-').join('/');
}

/** The numbers as the kernel gives them, in one word. */
export function tlsWord(version: number, cipher: number, send: number, receive: number): number {
  return ((version & 0xff) | ((cipher & 0xffff) << 8) | ((send & 0xf) << 24) | ((receive & 0xf) << 28)) >>> 0;
}
