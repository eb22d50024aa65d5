import type { TemplateSource } from '../template.ts'

/** A text that ships with the code. Raise `version` with every change: mails name the version they were made from. */
export interface CodeTemplate extends TemplateSource {
  readonly version: number
}
export interface NoticeTemplate extends CodeTemplate {
  /** A path on our own host; may name variables. */
  readonly link: string | null
}

interface MailParts {
  readonly version: number
  readonly subject: string
  /** Paragraphs. They go into html as they stand, so `&`, `<` and `>` are written as entities. */
  readonly lines: readonly string[]
  /** A code to type, shown large. */
  readonly code?: string
  readonly action?: { readonly label: string; readonly url: string }
}

/** One text, both parts: the html is the same paragraphs, nothing that needs images or styles to be understood. */
export function mail({ version, subject, lines, code, action }: MailParts): CodeTemplate {
  const blocks = [
    ...lines.slice(0, 1).map(paragraph),
    ...(code === undefined ? [] : [`<p style="font-size:28px;letter-spacing:4px;font-weight:bold">${code}</p>`]),
    ...lines.slice(1).map(paragraph),
    ...(action === undefined ? [] : [`<p><a href="${action.url}">${action.label}</a></p>`]),
  ]
  const text = [
    ...lines.slice(0, 1),
    ...(code === undefined ? [] : [code]),
    ...lines.slice(1),
    ...(action === undefined ? [] : [`${action.label}: ${action.url}`]),
  ]
  return { version, subject, html: blocks.join('\n'), text: text.join('\n\n') }
}

export function notice(version: number, title: string, body: string, link: string | null): NoticeTemplate {
  return { version, subject: title, html: null, text: body, link }
}

function paragraph(line: string): string {
  return `<p>${line}</p>`
}
