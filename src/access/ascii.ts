/** Lower case for ASCII letters alone: names from clients are bytes, and other alphabets must not fold into ours. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether there is white space (as C sees it) or a NUL: neither may stand in names and patterns of an ACL file. */
export function hasSpace(text: string): boolean {
  return /[\t-\r \0]/.test(text);
}
