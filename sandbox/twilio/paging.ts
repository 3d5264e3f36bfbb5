import { ApiError } from './api-error.ts';
import { type Fields, one } from './form.ts';

interface Placed {
  sid: string;
}

const MAX_PAGE = 1000;

/**
 * One page of a list, newest first, in Twilio's envelope (protocol reference 1.7). A next link names the last SID of
 * its page (`PageToken=PA…`), so that new calls neither double nor skip any.
 * @param all what matches, newest first
 * @param request path and query as received
 */
export function page<T extends Placed, K extends string>(
  key: K,
  all: T[],
  fields: Fields,
  request: string,
  show: (item: T) => unknown,
) {
  const size = pageSize(fields);
  const number = Number(one(fields, 'Page') ?? 0);
  const token = one(fields, 'PageToken');
  const from = startOf(all, token, number, size);
  const items = all.slice(from, from + size);
  const last = items.at(-1);
  const link = (at: number, pageToken?: string) => linkTo(request, size, at, pageToken);
  const hasMore = last !== undefined && from + size < all.length;
  return {
    [key]: items.map(show),
    page: number,
    page_size: size,
    start: items.length === 0 ? 0 : number * size,
    end: items.length === 0 ? 0 : number * size + items.length - 1,
    uri: request,
    first_page_uri: link(0),
    next_page_uri: hasMore ? link(number + 1, `PA${last.sid}`) : null,
    previous_page_uri: number > 0 && items[0] ? link(number - 1, `PB${items[0].sid}`) : null,
  };
}

function pageSize(fields: Fields): number {
  const size = Number(one(fields, 'PageSize') ?? 50);
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE) {
    throw new ApiError(400, 20007, `Page size must be from 1 to ${MAX_PAGE}`);
  }
  return size;
}

function startOf(all: Placed[], token: string | undefined, number: number, size: number): number {
  if (!token) return number * size;
  const at = all.findIndex((item) => item.sid === token.slice(2));
  if (at < 0) throw new ApiError(400, 20006, 'PageToken is not known');
  return token.startsWith('PB') ? Math.max(0, at - size) : at + 1;
}

function linkTo(request: string, size: number, number: number, token?: string): string {
  const [path = '', query = ''] = request.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('PageSize', String(size));
  parameters.set('Page', String(number));
  parameters.delete('PageToken');
  if (token) parameters.set('PageToken', token);
  return `${path}?${parameters}`;
}

/**
 * A test for a date by `Name`, `Name<` and `Name>`: a UTC day or a moment. `<` is before, `>` on or after, the plain name
 * that day. What has no date yet passes only when nothing was asked.
 */
export function dateFilter(fields: Fields, name: string): (date: Date | undefined) => boolean {
  const on = moment(fields, name);
  const before = moment(fields, `${name}<`);
  const after = moment(fields, `${name}>`);
  if (!on && !before && !after) return () => true;
  return (date) => {
    if (!date) return false;
    const sameDay = !on || date.toISOString().slice(0, 10) === on.toISOString().slice(0, 10);
    return sameDay && (!before || date < before) && (!after || date >= after);
  };
}

function moment(fields: Fields, name: string): Date | undefined {
  const given = one(fields, name);
  if (given === undefined) return undefined;
  const date = new Date(given);
  if (Number.isNaN(date.getTime())) throw new ApiError(400, 20001, `${name} is not a date`);
  return date;
}
