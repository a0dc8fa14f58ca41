/** HTML that is safe by the way it is made: every value put into it is escaped. Pure. */

export interface Html {
  readonly html: string;
}

type Value = string | number | Html | readonly Html[];

/** Template for HTML. Texts and numbers are escaped; what is HTML already is put in as it is. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.map((part, index) => part + rendered(values[index] ?? '')).join('') };
}

function rendered(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'html' in value ? value.html : value.map((part) => part.html).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
