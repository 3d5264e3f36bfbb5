const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const shortClock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const fullDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const whole = new Intl.NumberFormat();
const tenths = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

export function formatCount(count: number): string {
  return whole.format(count);
}

/** A share of a whole, such as `12%`; a dash where there is no whole. What is there never reads as nothing. */
export function formatShare(part: number, total: number): string {
  if (total === 0) return '–';
  const share = part / total;
  return share > 0 && share < 0.01 ? `<${percent.format(0.01)}` : percent.format(share);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `2:07` or `1:02:07`. */
export function formatDuration(seconds: number): string {
  const rest = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(rest / 3600);
  const minutes = Math.floor((rest % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  const tail = `${two(rest % 60)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** `0.8 s`: a wait that is felt, to a tenth of a second. */
export function formatSeconds(ms: number): string {
  return `${tenths.format(ms / 1000)} s`;
}

/** `$0.0135`: calls cost less than the smallest coin, so all that was stated is shown. */
export function formatMoney(amount: number, currency: string): string {
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 5,
  } as const;
  return new Intl.NumberFormat(undefined, options).format(amount);
}

/** `15 minutes`, `2 hours`, `1 day`: the largest unit that divides it. */
export function formatWait(seconds: number): string {
  if (seconds % 86_400 === 0) return plural(seconds / 86_400, 'day');
  if (seconds % 3600 === 0) return plural(seconds / 3600, 'hour');
  if (seconds % 60 === 0) return plural(seconds / 60, 'minute');
  return plural(seconds, 'second');
}

/** Time of day in the viewer's zone, with its date unless it is today. */
export function formatMoment(iso: string, now: Date, withSeconds = false): string {
  const at = new Date(iso);
  const time = (withSeconds ? clock : shortClock).format(at);
  if (at.toDateString() === now.toDateString()) return time;
  return `${dayMonth.format(at)}, ${time}`;
}

export function formatFullDate(iso: string): string {
  return fullDate.format(new Date(iso));
}

export function formatClock(at: Date): string {
  return clock.format(at);
}

export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
