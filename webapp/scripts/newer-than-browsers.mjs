// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * An ESLint rule: what a browser of scripts/browsers.mjs lacks is not used, by MDN's data of who has what since when.
 *
 * Types say which interface a name belongs to, so methods are known too. Where
 * the use is a question by itself (`navigator.share?.()`), a browser may lack it. Syntax is the build's affair.
 */
import bcd from '@mdn/browser-compat-data' with { type: 'json' };
import { ESLintUtils } from '@typescript-eslint/utils';

import { OLDEST } from './browsers.mjs';

const IN_THIS_DATA = { safari: 'safari', ios_saf: 'safari_ios', chrome: 'chrome', firefox: 'firefox' };
const STANDARD_LIBRARY = /\/typescript\/lib\/lib\.[^/]+\.d\.ts$/;

const parts = (version) => version.replace('≤', '').split('.').map(Number);

function isAtMost(version, limit) {
  const [a, b] = [parts(version), parts(limit)];
  return a[0] < b[0] || (a[0] === b[0] && (a[1] ?? 0) <= (b[1] ?? 0));
}

/** Whether one line of the data says: has it, by this name, since that version. */
function says(line, version) {
  const since = line.version_added;
  const plainly = !line.flags && !line.prefix && !line.alternative_name;
  return plainly && typeof since === 'string' && since !== 'preview' && isAtMost(since, version);
}

/** What was taken away again; where another line begins with that version, it only became better. */
const isGone = (line, lines) =>
  line.version_removed && !lines.some((other) => other.version_added === line.version_removed);

function lacking(support) {
  return Object.entries(OLDEST).filter(([name, version]) => {
    const lines = [support[IN_THIS_DATA[name]] ?? []].flat();
    return lines.length > 0 && !lines.some((line) => says(line, version) && !isGone(line, lines));
  });
}

/** What the data has under one of these names of an interface, or null. */
function known(owners, member) {
  const builtins = bcd.javascript.builtins;
  for (const owner of owners) {
    for (const all of [bcd.api[owner], builtins[owner]]) {
      const found = all?.[member] ?? all?.[`${member}_static`];
      if (found?.__compat) return found.__compat;
    }
  }
  return null;
}

/** The interface a declaration of the standard library stands in: `interface X { … }` or `declare var X: { … }`. */
function ownerOf(declaration) {
  const { parent } = declaration;
  return (parent?.name ?? parent?.parent?.name)?.text ?? null;
}

const isAsked = (node) =>
  node.parent.optional === true || (node.parent.type === 'UnaryExpression' && node.parent.operator === 'typeof');

export default {
  meta: { type: 'problem', schema: [], messages: { newer: '{{name}} is not in {{browsers}}.' } },
  create(context) {
    const services = ESLintUtils.getParserServices(context);

    function look(node, name, compat) {
      const without = compat ? lacking(compat.support) : [];
      if (without.length === 0 || isAsked(node)) return;
      const browsers = without.map(([browser, version]) => `${browser} ${version}`).join(', ');
      context.report({ node, messageId: 'newer', data: { name, browsers } });
    }

    const declarations = (node) =>
      (services.getSymbolAtLocation(node)?.declarations ?? []).filter((one) =>
        STANDARD_LIBRARY.test(one.getSourceFile().fileName),
      );

    return {
      MemberExpression(node) {
        if (node.computed || node.optional) return;
        const found = declarations(node.property);
        if (found.length === 0) return;
        const own = services.getTypeAtLocation(node.object).symbol?.name;
        const { name } = node.property;
        look(node, name, known([own, ...found.map(ownerOf)], name));
      },
      'CallExpression > Identifier.callee, NewExpression > Identifier.callee'(node) {
        if (declarations(node).length === 0) return;
        const { name } = node;
        look(node, name, bcd.api[name]?.__compat ?? known(['Window'], name));
      },
    };
  },
};
