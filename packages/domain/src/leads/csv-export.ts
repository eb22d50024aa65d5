// What spreadsheets run as a formula when a cell starts with it (OWASP CSV injection; product rule 17 of leads).
const FORMULA_START = /^[=+\-@\t\r]/

/** One cell made harmless for spreadsheets: a leading `= + - @`, tab or CR gets a `'` before it. The import removes it again from phones. */
export function neutraliseCell(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text
}

/** One CSV record (RFC 4180, comma, CRLF at the end) of harmless cells. Null and undefined are blank. */
export function exportRow(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map((cell) => quoteCell(neutraliseCell(String(cell ?? '')))).join(',')}\r\n`
}

function quoteCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
