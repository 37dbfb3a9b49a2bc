// SPDX-License-Identifier: AGPL-3.0-or-later
import { writeSync } from 'node:fs';

import { App } from './browser.ts';
import { seededRandom } from './random.ts';
import { EventLoop } from './event-loop.ts';
import { eventsOf } from './events.ts';
import { lived, type Asked, type Outcome } from './interleaving.ts';
import { RealServer } from './real-server.ts';
import { scheduleOf, type Kind, type Step, written } from './schedule.ts';
import { shrunk } from './shrink.ts';
import { createParticipants, type Participants } from './participants.ts';

/** What tests/simulator asks of one lane: these seeds, and where the server is. `steps`: instead of the seed's own. */
interface Order {
  page: string;
  asks: number;
  answers: number;
  from: number;
  to: number;
  every: number;
  long: boolean;
  shrink: boolean;
  /** This kind and no other. */
  kind?: Kind;
  steps?: Step[];
  fault?: string;
}

/** How often which. */
const KINDS: readonly Kind[] = [
  ...Array<Kind>(7).fill('alone'),
  ...Array<Kind>(5).fill('one_entry'),
  ...Array<Kind>(8).fill('with_theo'),
  ...Array<Kind>(8).fill('lied_to'),
];

/** One in so many is looked at by a fresh device and by Mallory too; every long one is. */
const THOROUGH = 10;

/** The reader closes the pipe once the one fault that was looked for is found. */
const say = (told: object): void => {
  try {
    writeSync(1, `${JSON.stringify(told)}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit();
    throw error;
  }
};

function kindOf(seed: number, long: boolean): Kind {
  if (long) return 'long';
  return seededRandom('kind', seed).one(KINDS);
}

export function askedOf(seed: number, long: boolean, only?: Kind): Asked {
  const kind = only ?? kindOf(seed, long);
  return {
    seed,
    kind,
    steps: scheduleOf(seededRandom('schedule', seed), kind),
    thorough: long || seed % THOROUGH === 0,
  };
}

async function main(order: Order): Promise<void> {
  const server = new RealServer(order.asks, order.answers);
  const app = new App(order.page);
  const participants = await createParticipants(app, server);
  say({ ingredients: eventsOf({ long: order.long, lying: order.kind === 'lied_to' }) });
  for (let seed = order.from; seed < order.to; seed += order.every) {
    const asked = {
      ...askedOf(seed, order.long, order.kind),
      ...(order.steps === undefined ? {} : { steps: order.steps }),
    };
    const outcome = await lived(app, server, participants, asked);
    say({
      seed,
      ok: outcome.broken === null,
      turns: outcome.turns,
      requests: outcome.requests,
      kind: asked.kind,
      met: [...outcome.met],
    });
    if (outcome.broken !== null)
      say(await failure(app, server, participants, { asked, outcome, shrink: order.shrink }));
  }
  EventLoop.giveBack();
}

async function failure(
  app: App,
  server: RealServer,
  participants: Participants,
  of: { asked: Asked; outcome: Outcome; shrink: boolean },
): Promise<object> {
  const { asked } = of;
  const sort = sortOf(of.outcome.broken);
  const fails = async (steps: readonly Step[]): Promise<boolean> =>
    sortOf((await lived(app, server, participants, { ...asked, steps })).broken) === sort;
  const steps = of.shrink ? await shrunk(asked.steps, fails) : asked.steps;
  const last = await lived(app, server, participants, { ...asked, steps });
  return { seed: asked.seed, broken: last.broken ?? of.outcome.broken, steps, told: steps.map(written), log: last.log };
}

/** Which promise it is, without the words and ids of this one time. */
const sortOf = (broken: string | null): string => (broken ?? '').split(/[0-9:]/)[0] ?? '';

await main(JSON.parse(process.argv[2] ?? '{}') as Order);
