import { createHash } from 'node:crypto'
import { pageOf } from '../rest/reference/html.ts'

const style = `:root{color-scheme:light dark}body{font:17px/1.55 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1.25rem}h1{font-size:1.5rem;line-height:1.25}button{font:inherit;font-weight:600;padding:.7rem 1.4rem;border:0;border-radius:.5rem;background:#1d4ed8;color:#fff;cursor:pointer}button:focus-visible,input:focus-visible{outline:3px solid #f59e0b;outline-offset:2px}fieldset{border:0;border-top:1px solid #8886;margin:0;padding:.8rem 0}legend{float:left;padding:0;width:100%;font-weight:600}legend+*{clear:both}.note{margin:.1rem 0 .4rem}label{display:inline-flex;align-items:center;gap:.5rem;min-height:2.75rem;margin-right:1.5rem}input{width:1.2rem;height:1.2rem}.said{border-left:4px solid #15803d;padding:.4rem 1rem}form>button{margin-top:1.2rem}`

/** No script, nothing from elsewhere, and a form that goes nowhere but back here. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'`,
  // The address holds the token, so others must not see it; our own edge must, to know the form for one of ours.
  'referrer-policy': 'same-origin',
}

/** A page that a link in a mail opens. `body` is markup; the title is text. */
export function linkPage(title: string, body: string, status = 200): Response {
  return new Response(pageOf(title, `<main>\n${body}\n</main>`, style), { status, headers })
}
