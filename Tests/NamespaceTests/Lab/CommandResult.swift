/// What a finished command left behind.
struct CommandResult {
  /// The exit status; 128 and more when a signal ended it.
  let status: Int32
  /// Everything it wrote to its standard output.
  let output: String
  /// Everything it wrote to its standard error.
  let errors: String
}
