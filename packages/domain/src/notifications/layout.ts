import type { Brand } from './brand.ts'
import { escapeHtml } from './template-render.ts'
import type { Rendered } from './template.ts'

export interface FooterLinks {
  readonly preferences?: string
  readonly unsubscribe?: string
}

/** Puts a rendered text between the brand's name and its footer. No images, no scripts, readable without styles. */
export function layOut(content: Rendered, brand: Brand, locale: string, links: FooterLinks): Rendered {
  const footer = [
    ...(links.unsubscribe === undefined ? [] : [{ label: 'Unsubscribe', url: links.unsubscribe }]),
    ...(links.preferences === undefined ? [] : [{ label: 'Choose what we tell you', url: links.preferences }]),
  ]
  const html = [
    `<!doctype html><html lang="${escapeHtml(locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(content.subject)}</title></head>`,
    '<body style="margin:0;padding:24px;font-family:sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;background:#ffffff"><main style="max-width:560px;margin:0 auto">',
    `<p style="font-weight:bold">${escapeHtml(brand.name)}</p>`,
    content.html === '' ? paragraphs(content.text) : content.html,
    `<hr><p style="font-size:13px;color:#595959">${escapeHtml(brand.footer)}${footer.map(({ label, url }) => `<br><a href="${escapeHtml(url)}">${label}</a>`).join('')}</p>`,
    '</main></body></html>',
  ].join('\n')
  const text = [brand.name, content.text, ['-- ', brand.footer, ...footer.map(({ label, url }) => `${label}: ${url}`)].join('\n')].join(
    '\n\n',
  )
  return { subject: content.subject, html, text }
}

function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((block) => `<p>${escapeHtml(block).replaceAll('\n', '<br>')}</p>`)
    .join('\n')
}
