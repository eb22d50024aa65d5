const most = 2_048
// eslint-disable-next-line no-control-regex -- control characters are what is looked for; the rest reorders what is shown
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** The beginning of an answer as text that is safe to store and show: control characters escaped, at most 2 KiB. */
export function answerText(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, most)).replace(unsafe, escaped)
  const encoded = new TextEncoder().encode(text)
  // A character that the cut halves is left out whole.
  return encoded.byteLength <= most ? text : new TextDecoder().decode(encoded.subarray(0, most)).replace(/\ufffd+$/, '')
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
