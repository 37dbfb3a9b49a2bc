import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the first server of a run leaves the data folder it made, for all others to copy (server.ts). Gone with the
 * run.
 */
export default function freshData(): () => void {
  const place = mkdtempSync(join(tmpdir(), 'interlude-fresh-'));
  process.env.INTERLUDE_FRESH_DATA = join(place, 'data');
  return () => rmSync(place, { recursive: true, force: true });
}
