/// Where a demonstration shows what it does.
public protocol DemoView: AnyObject {
  /// Something happened: a line for people.
  func note(_ line: String)
  /// The figures of the moment, several times a second.
  func show(_ frame: DemoFrame)
}
