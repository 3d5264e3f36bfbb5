import { formatFullDate, formatMoment } from '../../lib/format.ts';
import { useNow } from '../../lib/use-now.ts';

/** A moment in the viewer's zone; the full date with its zone is in the title. */
export function Moment({ iso, seconds = false }: { iso: string; seconds?: boolean }) {
  const now = new Date(useNow());
  return (
    <time dateTime={iso} title={formatFullDate(iso)} className="num whitespace-nowrap">
      {formatMoment(iso, now, seconds)}
    </time>
  );
}
