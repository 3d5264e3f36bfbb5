import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Card, CardHeader } from '../../../components/ui/card.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import { useImportContacts } from '../api/import-contacts.ts';
import { type CsvPreview, previewCsv } from '../csv-preview.ts';
import { FileDrop } from './file-drop.tsx';
import { FileReview } from './file-review.tsx';
import { Fault } from './import-fault.tsx';
import { ImportOutcome } from './import-result.tsx';

interface Chosen {
  file: File;
  preview: CsvPreview;
}

/** Choose a file, look at what it holds, send it, read what came of it; then perhaps another one. */
export function ImportPanel({ campaignId }: { campaignId: string }) {
  const [chosen, setChosen] = useState<Chosen>();
  const [unreadable, setUnreadable] = useState<string>();
  const upload = useImportContacts();

  async function fileOnChosen(file: File): Promise<void> {
    upload.reset();
    setUnreadable(undefined);
    try {
      setChosen({ file, preview: await previewCsv(file) });
    } catch (error) {
      setUnreadable(error instanceof Error ? error.message : 'This file cannot be read.');
    }
  }
  function discard(): void {
    upload.reset();
    setChosen(undefined);
  }

  const isCanceled = upload.error?.name === 'AbortError';
  return (
    <Card aria-label="Contacts from a file">
      {!chosen && <ChooseFile unreadable={unreadable} onFile={fileOnChosen} />}
      {chosen && !upload.data && (
        <FileReview
          {...chosen}
          fault={upload.error && !isCanceled ? messageOf(upload.error) : undefined}
          sentBytes={upload.isPending ? upload.sentBytes : undefined}
          onImport={(country) => upload.mutate({ campaignId, file: chosen.file, country })}
          onCancel={upload.cancel}
          onDiscard={discard}
        />
      )}
      {chosen && upload.data && (
        <>
          <CardHeader title="Contacts" hint={chosen.file.name}>
            <Button size="sm" onClick={discard}>
              Import another file
            </Button>
          </CardHeader>
          <ImportOutcome result={upload.data} />
        </>
      )}
    </Card>
  );
}

function ChooseFile({
  unreadable,
  onFile,
}: {
  unreadable: string | undefined;
  onFile: (file: File) => void;
}) {
  return (
    <>
      <CardHeader title="Contacts" hint="from a CSV file" />
      {unreadable && <Fault text={unreadable} />}
      <FileDrop onFile={onFile} />
      <p className="border-t px-4 py-3.5 text-ink-soft text-sm sm:px-5">
        The first line names the columns. One is <Code>phone</Code>; <Code>name</Code> (or{' '}
        <Code>first_name</Code> and <Code>last_name</Code>) and <Code>country</Code> are understood, and every
        other column is handed to the agent.
      </p>
    </>
  );
}

function Code({ children }: { children: string }) {
  return <code className="rounded bg-sunken px-1 py-0.5 font-mono text-ink text-xs">{children}</code>;
}
