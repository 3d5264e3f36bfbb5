export type PersonName =
  | 'agreeable'
  | 'brief'
  | 'busy tomorrow'
  | 'caller'
  | 'curious'
  | 'declining'
  | 'driving'
  | 'interrupting'
  | 'objecting'
  | 'leaving'
  | 'pressing nine'
  | 'screened'
  | 'screened out'
  | 'silent';

export type Behaviour =
  | {
      kind: 'answers';
      person: PersonName;
      verdict: 'human' | 'unknown' | 'machine_start';
      /** The network loses the call: before its verdict, or in the middle of the talk without a word to the stream. */
      loss?: 'before the verdict' | 'in the talk';
    }
  | { kind: 'machine'; machine: MachineName; verdict: 'machine_start' | 'fax' }
  | { kind: 'busy' }
  | { kind: 'rings out'; longer?: boolean }
  | { kind: 'rejects' }
  | { kind: 'fails'; why?: 'analytics' };

/** Machines: those that greet and record, with a beep or without, one that reads out a menu, and a fax. */
export type MachineName = 'voicemail' | 'voicemail without beep' | 'menu' | 'fax';

export interface Ending {
  digits: string;
  /** One or two words for logs and tables. */
  name: string;
  what: string;
  behaviour: Behaviour;
  /** What the first call to the number does instead. */
  atFirst?: Behaviour;
  /** Faults of the create request. */
  create?: '429 at first' | 'reset' | 'late answer' | 'refused';
  /** Faults of the status callbacks. */
  callbacks?: 'lost' | 'doubled' | 'reordered';
}
