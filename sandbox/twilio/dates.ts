/** RFC 2822 with `+0000`, as in all of `2010-04-01` JSON and in call callbacks. */
export function rfc2822(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

export function rfc2822OrNull(date: Date | undefined): string | null {
  return date ? rfc2822(date) : null;
}
