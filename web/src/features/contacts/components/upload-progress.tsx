import { Button } from '../../../components/ui/button.tsx';
import { formatBytes } from '../../../lib/format.ts';

interface UploadProgressProps {
  /** Bytes. */
  sent: number;
  total: number;
  onCancel: () => void;
}

/** How much was sent; then that the rows are being checked, which takes as long as it takes. */
export function UploadProgress({ sent, total, onCancel }: UploadProgressProps) {
  const share = total === 0 ? 1 : Math.min(1, sent / total);
  const words = share < 1 ? `Sending: ${formatBytes(sent)} of ${formatBytes(total)}` : 'Checking each row';
  return (
    <div className="flex items-center gap-4 px-4 py-4 sm:px-5">
      <div className="min-w-0 flex-1">
        <p className="num mb-1.5 text-sm">{words}</p>
        <div
          role="progressbar"
          aria-label="Import"
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={words}
          className="h-2 overflow-hidden rounded-full bg-line"
        >
          <div
            className="h-full rounded-full bg-accent transition-[width]"
            style={{ width: `${share * 100}%` }}
          />
        </div>
      </div>
      <Button size="sm" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
