import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ImportResult } from '../../../../../contracts/http/campaigns.ts';
import { dataOf, noAnswer, queryText } from '../../../lib/api-client.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export interface ImportOrder {
  campaignId: string;
  file: File;
  /** ISO 3166 code for numbers without a country of their own; empty for none. */
  country: string;
}

/** XMLHttpRequest, since `fetch` does not tell how much of a body was sent. Rejects with the signal's abort. */
function importContacts(
  { campaignId, file, country }: ImportOrder,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<ImportResult> {
  return new Promise((resolve, reject) => {
    const upload = new XMLHttpRequest();
    const path = `/api/campaigns/${encodeURIComponent(campaignId)}/contacts${queryText({ country })}`;
    function uploadOnLoad(): void {
      try {
        resolve(dataOf<ImportResult>(upload.status, upload.responseText));
      } catch (error) {
        reject(error);
      }
    }
    upload.open('POST', path);
    upload.setRequestHeader('content-type', 'text/csv');
    upload.upload.onprogress = (event) => onProgress(event.loaded);
    upload.onload = uploadOnLoad;
    upload.onerror = () => reject(noAnswer());
    upload.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => upload.abort(), { once: true });
    upload.send(file);
  });
}

/** An import with its progress; `cancel` ends it. What was taken over until then stays, and is not taken twice. */
export function useImportContacts() {
  const client = useQueryClient();
  const [sentBytes, setSentBytes] = useState(0);
  const aborter = useRef<AbortController>(undefined);
  const mutation = useMutation({
    mutationFn: (order: ImportOrder) => {
      aborter.current = new AbortController();
      setSentBytes(0);
      return importContacts(order, setSentBytes, aborter.current.signal);
    },
    onSettled: (_result, _error, { campaignId }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.campaign(campaignId) }),
        client.invalidateQueries({ queryKey: queryKeys.campaigns }),
        client.invalidateQueries({ queryKey: queryKeys.contactsOf(campaignId) }),
      ]),
  });
  const cancel = () => aborter.current?.abort(new DOMException('The import was canceled.', 'AbortError'));
  return { ...mutation, sentBytes, cancel };
}
