/** A piece of the file to read numbers from; past its end there is less, and reading there throws `RangeError`. */
export async function viewOf(file: Blob, from: number, length: number): Promise<DataView> {
  return new DataView(await file.slice(Math.max(0, from), Math.max(0, from) + length).arrayBuffer())
}

/** Four letters, as containers name their boxes. */
export function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}
