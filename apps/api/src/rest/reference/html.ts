const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (one) => named[one] ?? one)
}

/** Sentences of ours mark code with backticks, as in this one: `code`. */
export function escapeProse(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

const style = `
:root{color-scheme:light dark;--line:#8884;--quiet:#8882}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
code,pre{font:.87em/1.45 ui-monospace,monospace;overflow-wrap:break-word}
pre{background:var(--quiet);padding:.6rem;overflow:auto}
h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}
h3{margin-top:1.8rem}
table{border-collapse:collapse}
td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
.tag{display:inline-block;background:var(--quiet);border-radius:3px;padding:0 .4em;margin-right:.4em}
:target{background:var(--quiet)}
`

/** A whole page. `body` is markup; the title is text. */
export function pageOf(title: string, body: string, css: string = style): string {
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${escapeHtml(title)}</title>\n<style>${css}</style>\n</head>\n<body>\n<main>\n${body}\n</main>\n</body>\n</html>\n`
}
