/** An answer that never comes: the server closes the connection instead. */
export function hangUp(): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        controller.error()
      },
    }),
  )
}
