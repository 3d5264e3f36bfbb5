import { type Request, Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { auditing } from '../commands/audit.ts';
import { fileTooLarge } from '../commands/import/csv-rows.ts';
import { readCountry } from '../commands/import/phone-number.ts';
import { importContacts } from '../commands/import-contacts.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { asker, changing } from '../middleware/authenticate.ts';
import { campaignIdIn, parseInput } from '../parse.ts';

const importQuerySchema = z.object({
  country: z
    .string()
    .refine((text) => readCountry(text) !== undefined, 'must be an ISO 3166 code of two letters, such as AU')
    .default(''),
});

/** The upload of contacts. The file is read as it comes, so its size is bounded by the limits alone. */
export function contactsImportRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.post('/api/campaigns/:id/contacts', changing, async (req, res) => {
    try {
      const id = campaignIdIn(req);
      const { country } = parseInput(importQuerySchema, req.query);
      refuseUnreadable(req, deps.importLimits.bytes);
      const audited = { action: 'import_contacts', targets: [id], input: { country } };
      const by = asker(res);
      sendData(res, await auditing(deps, res, audited, () => importContacts(deps, id, req, country, by)));
    } finally {
      // What was not read is let through to nowhere, so that the sender gets to see the answer.
      req.resume();
    }
  });
  return router;
}

/** For routes whose body is a CSV file. */
export function refuseUnreadable(req: Request, maxBytes: number): void {
  if (!req.is('text/csv')) {
    throw new ApiError('invalid_request', 'The body must be a CSV file, with Content-Type: text/csv.');
  }
  const encoding = req.get('Content-Encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw new ApiError('invalid_request', 'The file must be sent as it is, without Content-Encoding.');
  }
  if (Number(req.get('Content-Length') ?? 0) > maxBytes) throw fileTooLarge(maxBytes);
}
