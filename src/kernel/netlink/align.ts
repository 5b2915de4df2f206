/** NLMSG_ALIGN and NLA_ALIGN: where what follows so many bytes begins. */
export const align = (length: number) => (length + 3) & ~3;
