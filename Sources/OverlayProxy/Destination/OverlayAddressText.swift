/// An IP address as text, not necessarily a valid one.
public struct OverlayAddressText: Hashable, Sendable {
  /// As it is written.
  public let text: String

  /// Takes any text.
  public init(_ text: String) {
    self.text = text
  }
}
