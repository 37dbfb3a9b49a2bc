// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './help.css';
import { practice } from '../../sync/exchange/connection.ts';
import { cameFrom } from '../../ui/page/came-from.ts';
import { Icon } from '../../ui/page/Icon.tsx';
import { Page } from '../../ui/page/Page.tsx';

/** Whom to call: the practice's own numbers, there offline, while locked and before registering. */
export default function HelpPage() {
  return (
    <Page title={m.phrase_help_now()} back={cameFrom()} tab={m.help_help()}>
      <p class="help-first">{m.help_nobody_is_watching_this_app()}</p>
      <ul class="plain-list help-list">
        {practice.value.help.map((line) => (
          <li key={line.number}>
            <a class="help-line" href={`tel:${dialled(line.number)}`}>
              <Icon name="phone" />
              <span>
                <span class="help-name">{line.name}</span>
                <span class="help-number">{line.number}</span>
              </span>
            </a>
            {line.text !== '' && <p class="help-text quiet">{line.text}</p>}
          </li>
        ))}
      </ul>
      <p class="quiet">{m.help_if_your_life_or_someone()}</p>
    </Page>
  );
}

/** A number as a telephone dials it: no spaces, slashes or brackets. */
function dialled(number: string): string {
  return number.replace(/[^\d+*#]/g, '');
}
