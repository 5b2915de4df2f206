const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text of bytes that are UTF-8 by agreement alone. A byte order mark at their beginning is part of it; what is no UTF-8 is U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
