/** The variables of `proc-title-template`. */
export interface TitleValues {
  readonly title: string;
  readonly 'listen-addr': string;
  readonly 'server-mode': string;
  readonly port: string;
  readonly 'tls-port': string;
  readonly unixsocket: string;
  readonly 'config-file': string;
}

/** The process title of a template, trimmed; undefined when a brace is open or a variable unknown. `{{` is a brace. */
export function expandTitleTemplate(template: string, values: TitleValues): string | undefined {
  const known = new Map<string, string>(Object.entries(values));
  let title = '';
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open < 0) return trimSpaces(title + template.slice(at));
    title += template.slice(at, open);
    if (template[open + 1] === '{') {
      title += '{';
      at = open + 2;
      continue;
    }
    const close = template.indexOf('}', open);
    const value = close < 0 ? undefined : known.get(template.slice(open + 1, close));
    if (value === undefined) return undefined;
    title += value;
    at = close + 1;
  }
  return trimSpaces(title);
}

/** Redis's complaint about a template, or undefined when it is good. */
export function checkTitleTemplate(template: string): string | undefined {
  const title = expandTitleTemplate(template, {
    title: '',
    'listen-addr': '*:0',
    'server-mode': '',
    port: '0',
    'tls-port': '0',
    unixsocket: '',
    'config-file': '',
  });
  return title === undefined || title === ''
    ? 'template format is invalid or contains unknown variables'
    : undefined;
}

function trimSpaces(text: string): string {
  return text.replace(/^ +| +$/g, '');
}
