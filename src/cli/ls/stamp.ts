/** A time as ISO 8601 has it, on the clock of the place where it is read: `2026-11-28T09:43:34+01:00`. */
export function stamp(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  const [sign, offset] = [minutes < 0 ? '-' : '+', Math.abs(minutes)];
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${date}T${clock}${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
