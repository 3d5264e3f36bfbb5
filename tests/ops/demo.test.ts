import { describe, expect, it } from '@jest/globals';
import { demoContacts, toCsv } from '../../ops/demo/contacts.ts';
import {
  callsOf,
  countDoubleDials,
  mostAtOnce,
  mostStartsInASecond,
  type RefereeNote,
} from '../../ops/demo/referee.ts';
import { isClean, type Report } from '../../ops/demo/report.ts';

const FICTIONAL =
  /^\+6125550\d{4}$|^\+6127010\d{4}$|^\+1\d{3}55501\d\d$|^\+442079460\d{3}$|^\+447700900\d{3}$|^\+3319900\d{4}$|^\+493023125\d{3}$/;

describe('the people of a demo', () => {
  it('have fictional numbers of several countries, none twice', () => {
    const phones = demoContacts(2_000, 1).map(({ phone }) => phone);
    expect(phones.filter((phone) => !FICTIONAL.test(phone))).toEqual([]);
    expect(new Set(phones).size).toBe(2_000);
    expect(new Set(phones.slice(0, 25).map((phone) => phone.slice(0, 3))).size).toBeGreaterThanOrEqual(4);
  });

  it('are the same for the same seed', () => {
    expect(demoContacts(50, 7)).toEqual(demoContacts(50, 7));
    expect(demoContacts(50, 7)).not.toEqual(demoContacts(50, 8));
  });

  it('end in different ways, even when they are few', () => {
    const lastDigits = new Set(demoContacts(12, 1).map(({ phone }) => phone.slice(-1)));
    expect(lastDigits.size).toBeGreaterThanOrEqual(8);
  });

  it('are written as a spreadsheet would', () => {
    const [head, first] = toCsv(demoContacts(1, 1)).split('\n');
    expect(head).toBe('phone,first_name,last_name,city');
    expect(first).toMatch(/^\+\d+,\S+,\S+,\S+$/);
  });
});

const CAMPAIGN = 'c'.repeat(24);
const idOf = (person: string, attempt = 1) => `${CAMPAIGN}.${person.repeat(24)}.${attempt}`;
const note = (callId: string, from: number, to: number, number = callId): RefereeNote => ({
  sid: `CA${from}`,
  to: number,
  statusCallback: `http://127.0.0.1:8000/webhooks/twilio/status/${callId}`,
  createdAt: from,
  initiatedAt: from,
  endedAt: to,
});
const seen = (...notes: RefereeNote[]) => callsOf(notes, CAMPAIGN);

describe('the verdict on what the sandbox saw', () => {
  it('regards the calls of its campaign alone', () => {
    const other = note(`${'d'.repeat(24)}.${'a'.repeat(24)}.1`, 0, 1);
    const foreign = { ...note(idOf('a'), 0, 1), statusCallback: 'https://elsewhere.example/status' };
    expect(seen(other, foreign, { ...foreign, statusCallback: null }, note(idOf('a'), 0, 1))).toHaveLength(1);
  });

  it('finds an attempt that was dialed twice', () => {
    expect(countDoubleDials(seen(note(idOf('a'), 0, 1), note(idOf('a'), 5, 6)))).toBe(1);
  });

  it('finds a person who had two calls at once, but not one who was tried again', () => {
    const again = note(idOf('a', 2), 11, 20, '+1');
    expect(countDoubleDials(seen(note(idOf('a'), 0, 10, '+1'), again))).toBe(0);
    expect(countDoubleDials(seen(note(idOf('a'), 0, 12, '+1'), again))).toBe(1);
  });

  it('counts calls at once and starts within a second', () => {
    const calls = seen(
      note(idOf('a'), 0, 900),
      note(idOf('b'), 500, 1_500),
      note(idOf('e'), 999, 1_100),
      note(idOf('f'), 1_000, 1_200),
    );
    expect(mostAtOnce(calls)).toBe(3);
    expect(mostStartsInASecond(calls)).toBe(3);
    expect([mostAtOnce([]), mostStartsInASecond([])]).toEqual([0, 0]);
  });

  it('counts a call that has not ended as up', () => {
    const open = { ...note(idOf('a'), 0, 0), endedAt: undefined };
    expect(mostAtOnce(seen(open, note(idOf('b'), 99_000, 99_001)))).toBe(2);
  });
});

describe('a report', () => {
  const clean = { doubleDials: 0, unfinished: 0, answered: 3, transcripts: 3, recordings: 3 } as Report;

  it.each([{ doubleDials: 1 }, { unfinished: 1 }, { transcripts: 2 }, { recordings: 2 }])(
    'with %j breaks a promise',
    (broken) => {
      expect(isClean(clean)).toBe(true);
      expect(isClean({ ...clean, ...broken })).toBe(false);
    },
  );
});
