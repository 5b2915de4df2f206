/** What a test of rows needs to know beside the rows; what is missing is unknown. */
export interface Facts {
  /** The effective user of a process. */
  uidOf?: ((pid: number) => number | undefined) | undefined;
  /** The ports that the kernel gives to programs which choose none: `net.ipv4.ip_local_port_range`. */
  chosenPorts?: { low: number; high: number } | undefined;
}
