export interface HeardNotes {
  text: string;
  at: number;
  /** Whether it was played to its end. */
  whole: boolean;
}

export interface MessageNotes {
  /** Words of `<Say>`; speech that came by a media stream has no words here. */
  text: string;
  /** Sound of any origin that could be heard, milliseconds. */
  soundMs: number;
}

export interface StreamNotes {
  sid: string;
  framesSent: number;
  framesDropped: number;
  /** Media messages, and what they came to in milliseconds of sound. */
  mediaReceived: number;
  msReceived: number;
  marksReceived: number;
  clearsReceived: number;
  warnings: number[];
  closeCode?: number;
  error?: number;
}
