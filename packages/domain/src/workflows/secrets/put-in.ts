import { sealedSecrets } from '@mas/db/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'

const purpose = 'workflows.secret'

export function sealedFor(t: TxCtx, name: string, value: string): Uint8Array {
  return t.infra.keys.seal(purpose, value, name)
}

export interface Outgoing {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Stands for a secret between the step and its call. The mark is the step's own and cannot be guessed, so a person whose name reads
 * `{{secret.crm}}` gets no secret put into a text.
 */
export const standIn = (mark: string, name: string) => `{{secret:${mark}:${name}}}`
/** A reference as authors write it. */
export const secretReference = /\{\{\s*secret\.([A-Za-z][A-Za-z0-9_-]*)\s*\}\}/g

/** The request with its secrets, and what takes them out of an answer again; the first name that is not stored instead, where there is one. */
export async function withSecrets(
  ctx: Ctx,
  request: Outgoing,
  mark: string,
): Promise<
  { readonly request: Outgoing; readonly carries: boolean; readonly veil: (text: string) => string } | { readonly unknown: string }
> {
  const reference = new RegExp(`\\{\\{secret:${mark}:([A-Za-z][A-Za-z0-9_-]*)\\}\\}`, 'g')
  const parts = [request.url, request.body, ...Object.values(request.headers)]
  const names = [...new Set(parts.flatMap((text) => [...text.matchAll(reference)].map(([, name = '']) => name)))]
  const values = new Map<string, string>()
  for (const { name, sealed } of await sealedSecrets(ctx.db, names)) {
    const value = ctx.infra.keys.open(purpose, Buffer.from(sealed, 'base64'), name)
    if (value !== undefined) values.set(name, value)
  }
  const unknown = names.find((name) => !values.has(name))
  if (unknown !== undefined) return { unknown }
  const put = (text: string, written: (value: string) => string) =>
    text.replaceAll(reference, (_, name: string) => written(values.get(name) ?? ''))
  return {
    request: {
      url: put(request.url, encodeURIComponent),
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, text]) => [name, put(text, (value) => value)])),
      body: put(request.body, inJson),
    },
    carries: names.length > 0,
    veil: (text) =>
      [...values.values()]
        .flatMap((value) => [inJson(inJson(value)), inJson(value), value, encodeURIComponent(value)])
        .reduce((veiled, value) => veiled.replaceAll(value, '***'), text),
  }
}

const inJson = (value: string) => JSON.stringify(value).slice(1, -1)
