/** How rows are written beside their fields. */
export interface WrittenRows {
  /** When the rows were read, where each is to say it: ISO 8601. */
  time?: string | undefined;
  /** CSV begins with the names of its columns. Default: true. */
  header?: boolean;
}
