// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './help.css';
import { dialled } from '../../domain/help-lines.ts';
import { practice } from '../../sync/exchange/connection.ts';
import { cameFrom } from '../../ui/page/came-from.ts';
import { Icon } from '../../ui/page/Icon.tsx';
import { Page } from '../../ui/page/Page.tsx';

/** Whom to call: the practice's own numbers, available offline, while locked and before registering. */
export default function HelpPage() {
  return (
    <Page title={m.phrase_help_now()} back={cameFrom()} tab={m.help_help()}>
      <p class="help-first">{m.help_nobody_is_watching_this_app()}</p>
      <ul class="plain-list help-list">
        {practice.value.help.map((line) => (
          <li key={`${line.name} ${line.number}`}>
            {line.number === '' ? (
              <p class="help-name">{line.name}</p>
            ) : (
              <a class="help-line" href={`tel:${dialled(line.number)}`}>
                <Icon name="phone" />
                <span>
                  <span class="help-name">{line.name}</span>
                  <span class="help-number" dir="ltr">
                    {line.number}
                  </span>
                </span>
              </a>
            )}
            {line.text !== '' && <p class="help-text quiet">{line.text}</p>}
          </li>
        ))}
      </ul>
      <p class="quiet">{m.help_if_your_life_or_someone()}</p>
    </Page>
  );
}
