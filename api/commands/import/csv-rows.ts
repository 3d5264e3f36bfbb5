import { pipeline, type Readable, Transform } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ApiError } from '../../api-error.ts';

/** A row of the file, and the line on which it ends, counted from 1. */
export interface CsvRow {
  values: string[];
  line: number;
}

const MAX_RECORD_BYTES = 64 * 1024;

/**
 * The rows of a CSV file as it streams in; neither the file nor a long row is ever held whole. Throws `too_large`
 * when more than `maxBytes` come, `invalid_csv` where it cannot be read on. The source is left open, so that there
 * can still be an answer to its sender.
 */
export async function* csvRows(source: Readable, maxBytes: number): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_RECORD_BYTES,
  });
  const meter = meterOf(maxBytes);
  const sourceOnError = (error: Error) => meter.destroy(error);
  source.on('error', sourceOnError).pipe(meter);
  // An error of either side arrives at the loop below, which is where it is handled.
  pipeline(meter, parser, () => {});
  try {
    for await (const { record, info } of parser) yield { values: record, line: info.lines };
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error;
  } finally {
    source.unpipe(meter).off('error', sourceOnError);
  }
}

function meterOf(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(fileTooLarge(maxBytes));
      else done(null, chunk);
    },
  });
}

export function fileTooLarge(maxBytes: number): ApiError {
  return new ApiError('too_large', `The file is larger than ${maxBytes} bytes; send it in parts.`);
}

function unreadable(error: CsvError): ApiError {
  const line = 'lines' in error && typeof error.lines === 'number' ? `Line ${error.lines}` : 'The file';
  const openQuote = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  return new ApiError(
    'invalid_csv',
    openQuote ? `${line}: a quotation mark is opened and not closed.` : `${line} cannot be read as CSV.`,
  );
}
