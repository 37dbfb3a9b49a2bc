import { cameFrom } from '../../ui/page/came-from.ts';
import { Page } from '../../ui/page/Page.tsx';

/** What is promised and what is not, without a technical word. True to PROTOCOL §1 and §14. */
export default function PromisePage() {
  return (
    <Page title="What nobody but you can read" back={cameFrom()} tab="Promise">
      <section class="stack-tight">
        <h2>Only you</h2>
        <p>
          Your notes, your check-ins, what they are called and when you wrote them are sealed on this device, with keys
          made from your password. The server keeps the sealed envelopes and has no key. Neither the practice nor
          whoever runs the server can open them.
        </p>
      </section>
      <section class="stack-tight">
        <h2>Whom you choose</h2>
        <p>
          Your therapist reads the copies you share, exactly as the preview showed them, and nothing else: not the entry
          it came from, not a later edit, not even how much else there is. You can take a copy back. What was read by
          then was read, and could have been written down.
        </p>
      </section>
      <section class="stack-tight">
        <h2>What the server does see</h2>
        <p>
          That your account exists and its sign-in name, when you sign in, how many envelopes there are, roughly how
          large, and when each arrived, with whom you are paired, how many copies are shared and when they were fetched.
        </p>
      </section>
      <section class="stack-tight">
        <h2>What this does not protect from</h2>
        <p>
          Somebody who holds your unlocked phone. A password that is easy to guess. A server that hands out a changed
          app. A therapist who keeps what you shared. A server that loses or deletes your envelopes.
        </p>
      </section>
      <section class="stack-tight">
        <h2>If you lose your keys</h2>
        <p>
          Without your password and without your recovery code the journal is lost, to you and to everybody. There is no
          other way in; that is the other side of the promise.
        </p>
      </section>
    </Page>
  );
}
