import { escaped } from '../xml.ts'

/** A refusal in the store's own words. */
export class S3Error extends Error {
  override readonly name = 'S3Error'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string = code) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function xml(body: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`, {
    status,
    headers: { 'content-type': 'application/xml', ...headers },
  })
}

export function errorXml({ code, message }: S3Error): string {
  return `<Error><Code>${escaped(code)}</Code><Message>${escaped(message)}</Message><RequestId>sandbox</RequestId></Error>`
}

export const tag = (name: string, value: string | number | boolean) => `<${name}>${escaped(String(value))}</${name}>`
