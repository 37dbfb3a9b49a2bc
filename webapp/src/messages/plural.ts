// SPDX-License-Identifier: AGPL-3.0-or-later
/** The forms a message gives for a number: exact ones such as `=0`, and those of the language's plural rules. */
export type Forms = Readonly<Record<string, string>> & { readonly other: string };

/** Chooses the form for a number by the plural rules of a language. The rules are made once, when first needed. */
export function pluralOf(language: string): (count: number, forms: Forms) => string {
  let rules: Intl.PluralRules | undefined;
  return (count, forms) => {
    rules ??= new Intl.PluralRules(language);
    return forms[`=${count}`] ?? forms[rules.select(count)] ?? forms.other;
  };
}
