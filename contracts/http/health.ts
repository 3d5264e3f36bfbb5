/**
 * `GET /healthz` answers 200 while the process lives. `GET /readyz` answers 200 when everything it needs can be
 * reached, else 503 with `down` naming what cannot, such as `['temporal', 'mongodb']`.
 */
export interface Readiness {
  ready: boolean;
  down: string[];
}

/** `GET /healthz` of a bridge. It asks nobody, so that whoever looks for a bridge for a call that is up has the answer at once. */
export interface BridgeHealth {
  alive: true;
  /** It is about to stop and takes no new streams. */
  draining: boolean;
}
