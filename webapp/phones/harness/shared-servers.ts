// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Running } from './server.ts';

/**
 * Where a run's first server leaves the data folder it made, for all others to copy, and where each worker's shared
 * server is recorded (server.ts). When the run ends the servers stop and the folder is removed.
 */
export default function sharedServers(): () => void {
  const place = mkdtempSync(join(tmpdir(), 'interlude-run-'));
  const shared = join(place, 'shared');
  mkdirSync(shared);
  process.env.INTERLUDE_FRESH_DATA = join(place, 'data');
  process.env.INTERLUDE_SHARED_SERVERS = shared;
  return () => {
    for (const record of readdirSync(shared)) {
      const { pid, data } = JSON.parse(readFileSync(join(shared, record), 'utf8')) as Running;
      process.kill(pid, 'SIGTERM');
      rmSync(data, { recursive: true, force: true });
    }
    rmSync(place, { recursive: true, force: true });
  };
}
