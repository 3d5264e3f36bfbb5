import { FileText, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Field, Select } from '../../../components/ui/field.tsx';
import { formatBytes } from '../../../lib/format.ts';
import { COUNTRIES } from '../countries.ts';
import type { CsvPreview } from '../csv-preview.ts';
import { Fault } from './import-fault.tsx';
import { PreviewTable } from './preview-table.tsx';
import { UploadProgress } from './upload-progress.tsx';

interface FileReviewProps {
  file: File;
  preview: CsvPreview;
  fault: string | undefined;
  /** While it is being sent. */
  sentBytes: number | undefined;
  onImport: (country: string) => void;
  onCancel: () => void;
  onDiscard: () => void;
}

const NO_PHONE =
  'No column holds phone numbers. Name one of them phone, phone_number, mobile or number in the first line.';

/** A chosen file: what its columns are taken for, and the last word before it is imported. */
export function FileReview({
  file,
  preview,
  fault,
  sentBytes,
  onImport,
  onCancel,
  onDiscard,
}: FileReviewProps) {
  const [country, setCountry] = useState('');
  const isSending = sentBytes !== undefined;
  return (
    <>
      <header className="flex min-h-14 items-center gap-3 px-4 py-2.5 sm:px-5">
        <FileText aria-hidden className="size-5 shrink-0 text-ink-faint" />
        <h2 className="min-w-0 truncate text-base">{file.name}</h2>
        <span className="num shrink-0 text-ink-faint text-sm">{formatBytes(file.size)}</span>
        {!isSending && (
          <Button
            look="quiet"
            size="icon"
            className="ml-auto"
            aria-label={`Do not use ${file.name}`}
            onClick={onDiscard}
          >
            <X aria-hidden />
          </Button>
        )}
      </header>
      {!preview.hasPhone && <Fault text={NO_PHONE} />}
      {fault && <Fault text={fault} />}
      <PreviewTable preview={preview} />
      {isSending ? (
        <UploadProgress sent={sentBytes} total={file.size} onCancel={onCancel} />
      ) : (
        <div className="flex flex-wrap items-end justify-between gap-4 px-4 py-4 sm:px-5">
          <CountryField value={country} onChange={setCountry} />
          <Button look="primary" disabled={!preview.hasPhone} onClick={() => onImport(country)}>
            Import contacts
          </Button>
        </div>
      )}
    </>
  );
}

function CountryField({ value, onChange }: { value: string; onChange: (country: string) => void }) {
  return (
    <Field label="Numbers without a country code are from" className="w-full sm:w-80">
      {(control) => (
        <Select value={value} onChange={(event) => onChange(event.target.value)} {...control}>
          <option value="">Nowhere: leave such rows out</option>
          {COUNTRIES.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
