/** One of the client's tools can't go on: the server refused what it needs. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
}
