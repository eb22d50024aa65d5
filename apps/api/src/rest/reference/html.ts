const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (one) => named[one] ?? one)
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c2430}code,pre{font:13px/1.45 ui-monospace,monospace}pre{background:#f4f6f8;padding:.6rem;overflow:auto}h2{margin-top:2.5rem;border-bottom:1px solid #d8dee4}h3{margin-top:1.8rem}table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}.tag{background:#e7ecf1;border-radius:3px;padding:0 .4em;margin-right:.4em}`

/** A whole page. `body` is markup; the title is text. */
export function pageOf(title: string, body: string, css: string = style): string {
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${escapeHtml(title)}</title>\n<style>${css}</style>\n</head>\n<body>\n${body}\n</body>\n</html>\n`
}
