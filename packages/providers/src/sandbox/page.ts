import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8884; --accent: #2457d6; }
@media (prefers-color-scheme: dark) { :root { --accent: #8fb0ff; } }
body { max-width: 64rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
a { color: var(--accent); }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
label { display: grid; gap: .2rem; } input, select, button { font: inherit; padding: .35rem .6rem; }
.people { list-style: none; padding: 0; display: grid; gap: .6rem; }
.people a { display: block; padding: .7rem 1rem; border: 1px solid var(--line); border-radius: .6rem; text-decoration: none; }
.people a:hover, .people a:focus-visible { border-color: var(--accent); }
.note { opacity: .75; }
`

/**
 * No script, no picture from elsewhere: nothing leaves the machine when a mail is looked at, and nothing in a mail can
 * act. `form-action` stays open because the sign-in page leads back to the application.
 */
export const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'"

/** One page of the sandbox. */
export function page(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · MAS sandbox</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`
}
