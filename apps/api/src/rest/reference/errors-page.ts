import { errorCatalogue } from '@mas/contracts/catalogue'
import { httpStatusOf } from '../../http/edge-error.ts'
import { escapeHtml as text, escapeProse as prose, pageOf } from './html.ts'

/** Every code the API can refuse with; the `type` of a problem points here. */
export function errorsPage(): string {
  const rows = Object.entries(errorCatalogue)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, [kind, message]]) =>
        `<tr id="${text(code)}"><td><code>${text(code)}</code></td><td>${kind}</td><td>${httpStatusOf({ code: codeOf(code), kind })}</td><td>${prose(message)}</td></tr>`,
    )
  return pageOf(
    'MAS errors',
    `<h1>Errors</h1>\n<table><tr><th scope="col">Code</th><th scope="col">Kind</th><th scope="col">HTTP</th><th scope="col">Meaning</th></tr>\n${rows.join('\n')}\n</table>`,
  )
}

/** Keys of the catalogue are its codes; `Object.entries` forgets that. */
function codeOf(key: string): keyof typeof errorCatalogue {
  return key as keyof typeof errorCatalogue
}
