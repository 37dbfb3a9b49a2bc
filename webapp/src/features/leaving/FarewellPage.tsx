// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { practice } from '../../sync/exchange/connection.ts';
import { Page } from '../../ui/page/Page.tsx';

/** The last page. */
export default function FarewellPage() {
  const days = practice.value.backup_days;
  return (
    <Page title={m.leaving_your_account_is_deleted()}>
      <p>{m.leaving_nothing_of_your_journal()}</p>
      <p class="quiet">
        {typeof days === 'number' ? m.leaving_backups_within_days({ days }) : m.leaving_backups_some_time()}
      </p>
      <p>{m.leaving_thank_you_for_trusting_us()}</p>
      <p>
        <a href="/">{m.leaving_to_the_start_page()}</a>
      </p>
    </Page>
  );
}
