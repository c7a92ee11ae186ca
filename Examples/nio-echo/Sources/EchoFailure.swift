/// What can go wrong with an echo.
enum EchoFailure: Error {
  /// Something else came back.
  case differs(String)
}
