import type { Readable } from 'node:stream';
import type { CampaignState } from '../../contracts/campaign.ts';
import type { ImportResult } from '../../contracts/http/campaigns.ts';
import { keepEvent } from '../../platform/models/campaign-event.ts';
import { ApiError } from '../api-error.ts';
import type { Account } from '../auth/account.ts';
import type { ApiDeps } from '../deps.ts';
import { findCampaign } from '../queries/campaigns.ts';
import { contactsAdded } from './contacts-added.ts';
import { type Columns, readColumns } from './import/columns.ts';
import { csvRows } from './import/csv-rows.ts';
import { enrol } from './import/enrol.ts';
import { Problems } from './import/problems.ts';
import { type NewContact, readRow } from './import/read-row.ts';

const TAKES_CONTACTS: readonly CampaignState[] = ['draft', 'ready', 'running', 'paused', 'completed'];
const BATCH = 500;

interface Import {
  campaignId: string;
  rows: number;
  added: number;
  waiting: NewContact[];
  /** Account that imports. */
  by: string;
  problems: Problems;
}

/**
 * Reads contacts from a CSV file as it arrives and puts them into a campaign, batch by batch. What was added before
 * a fault stays; sending the file again goes on where it stopped, since nobody is added twice.
 */
export async function importContacts(
  deps: ApiDeps,
  campaignId: string,
  file: Readable,
  country: string,
  by: Account,
): Promise<ImportResult> {
  const { state, archived } = await findCampaign(campaignId);
  if (archived)
    throw new ApiError('not_allowed_now', 'The campaign is archived; take it out of the archive first.');
  if (!TAKES_CONTACTS.includes(state)) {
    throw new ApiError(
      'not_allowed_now',
      `The campaign is ${state} and takes no more contacts; make a new one.`,
    );
  }
  const run: Import = { campaignId, by: by.id, rows: 0, added: 0, waiting: [], problems: new Problems() };
  try {
    await readFile(deps, run, file, country);
  } finally {
    // Also where nobody is new: an import that broke off may have left contacts that wait.
    if (run.rows > 0) await contactsAdded(deps, campaignId);
    if (run.rows > 0) await keepImport(run, by);
  }
  const { rows, added, problems } = run;
  return { rows, added, ...unfit(run), problems: problems.list() };
}

function unfit({ rows, added, problems }: Import): Pick<ImportResult, 'duplicates' | 'rejected'> {
  return { duplicates: rows - added - problems.count, rejected: problems.count };
}

async function readFile(deps: ApiDeps, run: Import, file: Readable, country: string): Promise<void> {
  const { bytes, rows: maxRows } = deps.importLimits;
  let columns: Columns | undefined;
  for await (const { values, line } of csvRows(file, bytes)) {
    if (!columns) {
      columns = readColumns(values);
      continue;
    }
    if (run.rows === maxRows) {
      throw new ApiError(
        'too_large',
        `The file has more than ${maxRows} rows; the first ${maxRows} were read.`,
      );
    }
    run.rows += 1;
    const reading = readRow(values, columns, country);
    if (reading.ok) run.waiting.push(reading.contact);
    else run.problems.add(reading.cause, line);
    if (run.waiting.length === BATCH) await enrolWaiting(run);
  }
  if (!columns) throw new ApiError('invalid_csv', 'The file is empty; its first line must name the columns.');
  await enrolWaiting(run);
}

async function enrolWaiting(run: Import): Promise<void> {
  if (run.waiting.length === 0) return;
  run.added += await enrol(run.campaignId, run.waiting, run.by);
  run.waiting = [];
}

async function keepImport(run: Import, { id, name }: Account): Promise<void> {
  const { campaignId, added } = run;
  const { duplicates: doubled, rejected } = unfit(run);
  const counts = { contacts: added, doubled, rejected };
  await keepEvent({ campaignId, kind: 'import', at: new Date(), by: { id, name }, ...counts }, 'import');
}
