/// What `selvedge invite` tells. The names of the properties are the keys of its JSON and stay as
/// they are.
public struct InvitationReport: Codable, Hashable, Sendable {
  /// What the new node will be called.
  public var name: String
  /// The text to hand over.
  public var token: String
  /// Until when it is good, in seconds since 1970.
  public var expiresAt: UInt64
  /// Where the new node will ask.
  public var endpoints: [String]

  /// A report with every field given.
  public init(name: String, token: String, expiresAt: UInt64, endpoints: [String]) {
    self.name = name
    self.token = token
    self.expiresAt = expiresAt
    self.endpoints = endpoints
  }
}
