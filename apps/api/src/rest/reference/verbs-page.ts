import { escapeHtml as text, escapeProse as prose, pageOf } from './html.ts'
import { describeVerbs, type VerbDescription } from './verbs.ts'

/** Every verb on one plain page, by domain: made for the browser's own search. */
export function verbsPage(): string {
  const verbs = describeVerbs()
  const domains = [...new Set(verbs.map(domainOf))]
  const contents = domains.map((domain) => `<a href="#${text(domain)}">${text(domain)}</a>`).join(' · ')
  const sections = domains.map(
    (domain) =>
      `<h2 id="${text(domain)}">${text(domain)}</h2>\n${verbs
        .filter((verb) => domainOf(verb) === domain)
        .map(section)
        .join('\n')}`,
  )
  return pageOf(
    'MAS verbs',
    `<h1>Verbs</h1>\n<p>${verbs.length} verbs, called over tRPC under <code>/trpc</code>. <a href="/reference/verbs.json">As JSON</a> · <a href="/reference/errors">Errors</a> · <a href="/reference">REST for vendors</a></p>\n<nav>${contents}</nav>\n${sections.join('\n')}`,
  )
}

function section(verb: VerbDescription): string {
  const refusals = verb.refuses.map(
    ({ code, kind, message }) =>
      `<tr><td><a href="/reference/errors#${text(code)}"><code>${text(code)}</code></a></td><td>${kind}</td><td>${prose(message)}</td></tr>`,
  )
  return [
    `<h3 id="${text(verb.path)}"><code>${text(verb.path)}</code></h3>`,
    `<p>${prose(verb.summary)}</p>`,
    `<p><span class="tag">${verb.kind}</span><span class="tag">${text(verb.permission)}</span>${verb.fresh ? '<span class="tag">fresh sign-in</span>' : ''}<span class="tag">rate: ${verb.rate}</span></p>`,
    refusals.length > 0
      ? `<table><tr><th scope="col">Refuses with</th><th scope="col">Kind</th><th scope="col">Meaning</th></tr>${refusals.join('')}</table>`
      : '',
    `<details><summary>Input</summary><pre>${text(JSON.stringify(verb.input, null, 2))}</pre></details>`,
    `<details><summary>Output</summary><pre>${text(JSON.stringify(verb.output, null, 2))}</pre></details>`,
  ].join('\n')
}

function domainOf(verb: VerbDescription): string {
  return verb.path.split('.', 1)[0] ?? ''
}
