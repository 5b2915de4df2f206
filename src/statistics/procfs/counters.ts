/** A section of a file of counters, as its text has it. */
export interface CountersText {
  name: string;
  counters: Map<string, bigint>;
}

export interface ParsedCounters {
  sections: CountersText[];
  /** Lines of which some or all could not be read. */
  malformed: number;
}

/** Adds a counter to its section; false when the section has one of that name, which then stays. */
export function addCounter({ counters }: CountersText, name: string, value: bigint): boolean {
  if (counters.has(name)) return false;
  counters.set(name, value);
  return true;
}
