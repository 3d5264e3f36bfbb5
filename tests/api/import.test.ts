import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { API_KEY, type ApiWorld, startApiWorld } from './support/world.ts';

const LIMITS = { bytes: 3_000_000, rows: 25_000 };
let world: ApiWorld;

beforeAll(async () => {
  world = await startApiWorld({}, LIMITS);
});
afterAll(() => world.close());

async function newCampaign(): Promise<string> {
  const answer = await world.asAdmin.post('/api/campaigns').send({ name: 'Import' }).expect(201);
  return answer.body.data.id;
}

function send(id: string, file: string | Buffer, query = '') {
  return world.asAdmin
    .post(`/api/campaigns/${id}/contacts${query}`)
    .set('Content-Type', 'text/csv')
    .send(file);
}

async function contactOf(phone: string) {
  return Contacts.findOne({ phone }).lean();
}

describe('a good file', () => {
  it('adds its contacts and makes the campaign ready', async () => {
    const id = await newCampaign();
    const answer = await send(id, 'phone,name,plan\n+61491570156,Ann Lee,gold\n+61491570157,Bo,\n').expect(
      200,
    );
    expect(answer.body.data).toEqual({ rows: 2, added: 2, duplicates: 0, rejected: 0, problems: [] });
    const campaign = (await world.asAdmin.get(`/api/campaigns/${id}`)).body.data;
    expect(campaign).toMatchObject({
      state: 'ready',
      actions: ['start'],
      progress: { total: 2, waiting: 2 },
    });
    expect(await contactOf('+61491570156')).toMatchObject({ name: 'Ann Lee', variables: { plan: 'gold' } });
    expect(await contactOf('+61491570157')).toMatchObject({ name: 'Bo', variables: { plan: '' } });
    expect(await Enrolments.find({ campaignId: id }).lean()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ state: 'waiting', attempts: 0, callId: null, outcome: null }),
      ]),
    );
  });

  it('may have a BOM, CRLF, quotes, and headings written as people do', async () => {
    const id = await newCampaign();
    const file =
      '\uFEFF"Phone Number","First Name",Last-Name,Note\r\n"+61 491 570 158","Eve, Ms","O""Hara","two\r\nlines"\r\n\r\n,,,\r\n';
    const answer = await send(id, file).expect(200);
    expect(answer.body.data).toMatchObject({ rows: 1, added: 1 });
    expect(await contactOf('+61491570158')).toMatchObject({
      name: 'Eve, Ms O"Hara',
      variables: { first_name: 'Eve, Ms', last_name: 'O"Hara', note: 'two\r\nlines' },
    });
  });

  it('may have national numbers, with a column or a query for their country', async () => {
    const id = await newCampaign();
    const answer = await send(
      id,
      'mobile,country\n0491 570 159,\n(212) 555-0100,us\n020 7946 0001,GB\n+33199001234,AU\n',
      '?country=au',
    ).expect(200);
    expect(answer.body.data).toMatchObject({ added: 4, rejected: 0 });
    for (const phone of ['+61491570159', '+12125550100', '+442079460001', '+33199001234']) {
      expect(await contactOf(phone)).not.toBeNull();
    }
  });

  it('keeps what a spreadsheet would take for a formula', async () => {
    const id = await newCampaign();
    await send(id, 'phone,name,note\n+61491570110,=1+1,@SUM(A1)\n').expect(200);
    expect(await contactOf('+61491570110')).toMatchObject({ name: '=1+1', variables: { note: '@SUM(A1)' } });
  });
});

describe('bad rows', () => {
  it('are told by cause and line, and do not keep the others out', async () => {
    const id = await newCampaign();
    const file = [
      'number,name',
      '+61491570120,Good',
      ',Nobody',
      '0491570121,National',
      'call me,Words',
      '6.1491570121E+10,Rounded',
      '+614915,Short',
      '+61491570122,Too,Many',
      '+61491570123,Good too',
      ',Nobody else',
    ].join('\n');
    const { data } = (await send(id, file).expect(200)).body;
    expect(data).toMatchObject({ rows: 9, added: 2, duplicates: 0, rejected: 7 });
    const lines = Object.fromEntries(
      data.problems.map((problem: { cause: string; lines: number[] }) => [problem.cause, problem.lines]),
    );
    expect(data.problems[0]).toMatchObject({ cause: 'no phone number', count: 2, lines: [3, 10] });
    expect(Object.values(lines).flat().sort()).toEqual([10, 3, 4, 5, 6, 7, 8]);
  });

  it('show the first twenty lines of a cause, and count all', async () => {
    const id = await newCampaign();
    const { data } = (await send(id, `phone,x\n${'nonsense,1\n'.repeat(50)}`).expect(200)).body;
    expect(data.problems).toHaveLength(1);
    expect(data.problems[0].count).toBe(50);
    expect(data.problems[0].lines).toHaveLength(20);
    const campaign = (await world.asAdmin.get(`/api/campaigns/${id}`)).body.data;
    expect(campaign.state).toBe('draft');
  });
});

describe('doubles', () => {
  it('add nobody twice: in a file, in the same file again, and in two at once', async () => {
    const id = await newCampaign();
    const file = 'phone,name\n+61491570130,A\n+61 491 570 130,A again\n+61491570131,B\n';
    expect((await send(id, file)).body.data).toMatchObject({ rows: 3, added: 2, duplicates: 1 });
    expect((await send(id, file)).body.data).toMatchObject({ rows: 3, added: 0, duplicates: 3 });
    const other = await newCampaign();
    const many = `phone\n${Array.from({ length: 300 }, (_, index) => fictionalPhone(index)).join('\n')}`;
    const both = await Promise.all([send(other, many), send(other, many)]);
    expect(both.map((answer) => answer.status)).toEqual([200, 200]);
    expect(both[0].body.data.added + both[1].body.data.added).toBe(300);
    expect(await Enrolments.countDocuments({ campaignId: other })).toBe(300);
    expect((await contactOf('+61491570130'))?.name).toBe('A');
  });
});

describe('several numbers', () => {
  it('are one person, whichever of them a row has; new ones are added after those known', async () => {
    const id = await newCampaign();
    const file = [
      'phone,name,phone_2,Alternate Phone,country',
      '+61491570170,Kim,0491 570 171,,AU',
      '+61491570172,Lee,,+61491570173,',
      '+61491570171,Kim again,+61491570174,+61491570172,',
      '+61491570175,Same,+61491570175,,',
    ].join('\n');
    const { data } = (await send(id, file).expect(200)).body;
    expect(data).toEqual({ rows: 4, added: 3, duplicates: 1, rejected: 0, problems: [] });
    expect(await contactOf('+61491570170')).toMatchObject({
      name: 'Kim',
      phones: ['+61491570170', '+61491570171', '+61491570174'],
      variables: { country: 'AU' },
    });
    expect(await contactOf('+61491570172')).toMatchObject({ phones: ['+61491570172', '+61491570173'] });
    expect((await contactOf('+61491570175'))?.phones).toBeUndefined();
    const again = (await send(id, 'phone,phone_2\n+61491570176,+61491570173\n').expect(200)).body.data;
    expect(again).toMatchObject({ added: 0, duplicates: 1 });
    expect(await contactOf('+61491570172')).toMatchObject({
      phones: ['+61491570172', '+61491570173', '+61491570176'],
    });
  });

  it('are no variables, and one that cannot be read is told with its column', async () => {
    const id = await newCampaign();
    const file = 'mobile,mobile_2,alternate_name\n+61491570177,+61491570178,Al\n+61491570179,soon,\n';
    const { data } = (await send(id, file).expect(200)).body;
    expect(data.problems).toEqual([
      { cause: 'the phone number is not one, in the column mobile_2', count: 1, lines: [3] },
    ]);
    expect((await contactOf('+61491570177'))?.variables).toEqual({ alternate_name: 'Al' });
    expect(await contactOf('+61491570179')).toBeNull();
  });

  it('add nobody twice, when files with the same people come at once in another order', async () => {
    const number = (index: number) => `+447700900${index}`;
    const pairs = Array.from(
      { length: 60 },
      (_, index) => [number(200 + index), number(400 + index)] as const,
    );
    const [one, other] = [await newCampaign(), await newCampaign()];
    const file = (rows: (readonly [string, string])[]) =>
      `phone,phone_2\n${rows.map((row) => row.join(',')).join('\n')}\n`;
    const answers = await Promise.all([send(one, file(pairs)), send(other, file(pairs))]);
    expect(answers.map(({ body }) => body.data.added)).toEqual([60, 60]);
    const third = await send(await newCampaign(), file(pairs.map(([a, b]) => [b, a] as const)));
    expect(third.body.data).toMatchObject({ added: 60, rejected: 0 });
    expect(await Contacts.countDocuments({ phones: { $in: pairs.map(([, b]) => b) } })).toBe(60);
    expect(await Contacts.countDocuments({ phone: { $in: pairs.flat() } })).toBe(60);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['', 'empty'],
    ['name,town\nAnn,Perth\n', 'name, town'],
    ['phone;name\n+61491570140;Ann\n', 'commas'],
    ['phone,note,Note\n', 'Two columns'],
    ['phone,system__x\n', 'system__'],
    [`phone,name\n+61491570141,"open\n${'x,y\n'.repeat(30_000)}`, 'quotation mark'],
  ])('says why: %#', async (file, word) => {
    const answer = await send(await newCampaign(), file).expect(400);
    expect(answer.body.error.code).toBe('invalid_csv');
    expect(answer.body.error.message).toContain(word);
  });

  it('is refused when it is no CSV, has an unknown country, or belongs to no campaign', async () => {
    const id = await newCampaign();
    await world.asAdmin.post(`/api/campaigns/${id}/contacts`).send({ phone: '+61491570156' }).expect(400);
    const answer = await send(id, 'phone\n', '?country=Australia').expect(400);
    expect(answer.body.error.details[0]).toContain('AU');
    await send('f'.repeat(24), 'phone\n').expect(404);
  });

  it('is refused when it is too large, told beforehand or not', async () => {
    const file = Buffer.alloc(LIMITS.bytes + 100_000, 'phone,name\n');
    const id = await newCampaign();
    expect((await send(id, file).expect(413)).body.error.code).toBe('too_large');
    const rows = `phone\n${'x\n'.repeat(LIMITS.rows + 1)}`;
    expect((await send(id, rows).expect(413)).body.error.message).toContain(String(LIMITS.rows));
    const answer = await stream(id, chunks(file));
    expect(answer.status).toBe(413);
  });

  it('leaves the connection usable, wherever it was refused', async () => {
    const id = await newCampaign();
    for (const file of ['town\n', 'phone\n', 'phone,phone\n']) {
      const answer = await stream(
        id,
        chunks(Buffer.concat([Buffer.from(file), Buffer.alloc(2_000_000, '1\n')])),
      );
      expect([200, 400, 413]).toContain(answer.status);
      await answer.json();
    }
  });
});

describe('a large file', () => {
  it('is read as it comes: memory does not grow with it', async () => {
    const id = await newCampaign();
    const rows = 20_000;
    let peak = 0;
    const before = process.memoryUsage().rss;
    async function* file() {
      yield 'phone,name,note\n';
      for (let row = 0; row < rows; row += 1) {
        yield `${fictionalPhone(row)},Person ${row},${'n'.repeat(100)}\n`;
        if (row % 500 === 0) peak = Math.max(peak, process.memoryUsage().rss - before);
      }
    }
    const answer = await stream(id, file());
    const { data } = (await answer.json()) as { data: unknown };
    expect(data).toMatchObject({ rows, added: rows, rejected: 0 });
    expect(await Enrolments.countDocuments({ campaignId: id })).toBe(rows);
    expect(peak).toBeLessThan(150_000_000);
  });
});

/** Numbers that the Australian authority keeps for fiction: twice ten thousand. */
function fictionalPhone(index: number): string {
  const range = index < 10_000 ? '+6125550' : '+6127010';
  return `${range}${String(index % 10_000).padStart(4, '0')}`;
}

/** Sends a file of unknown length, as it is made. */
function stream(id: string, file: AsyncGenerator<Buffer | string>): Promise<Response> {
  const body = Readable.toWeb(Readable.from(file, { objectMode: false })) as ReadableStream;
  const headers = { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'text/csv' };
  const init = { method: 'POST', headers, body, duplex: 'half' };
  return fetch(`${world.url}/api/campaigns/${id}/contacts`, init as RequestInit);
}

async function* chunks(file: Buffer) {
  for (let at = 0; at < file.length; at += 50_000) yield file.subarray(at, at + 50_000);
}
