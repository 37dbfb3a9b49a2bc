// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { cameFrom } from '../../ui/page/came-from.ts';
import { Page } from '../../ui/page/Page.tsx';

/** What is promised and what is not, without a technical word. True to PROTOCOL §1 and §14. */
export default function PromisePage() {
  return (
    <Page title={m.phrase_what_only_you_can_read()} back={cameFrom()} tab={m.help_promise()}>
      <section class="stack-tight">
        <h2>{m.help_only_you()}</h2>
        <p>{m.help_your_notes_your_check_ins()}</p>
      </section>
      <section class="stack-tight">
        <h2>{m.help_the_people_you_choose()}</h2>
        <p>{m.help_your_therapist_reads_the_copies()}</p>
      </section>
      <section class="stack-tight">
        <h2>{m.help_what_the_server_does_see()}</h2>
        <p>{m.help_that_your_account_exists_its()}</p>
      </section>
      <section class="stack-tight">
        <h2>{m.help_what_this_cant_protect()}</h2>
        <p>{m.help_someone_holding_your_unlocked_phone()}</p>
      </section>
      <section class="stack-tight">
        <h2>{m.help_if_you_lose_your_keys()}</h2>
        <p>{m.help_without_your_password()}</p>
      </section>
    </Page>
  );
}
