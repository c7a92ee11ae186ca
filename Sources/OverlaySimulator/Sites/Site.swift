/// The four sites of the RON paper's preliminary study (HotOS 2001, figure 2), by host number.
public enum Site: Int, Hashable, Sendable, CaseIterable {
  /// Transit through BBN, Internet2, and a private link to MediaOne.
  case mit = 0
  /// The University of Utah: transit through Qwest, Internet2, and a private link to ArosNet.
  case utah = 1
  /// A local provider: transit through UUNET and a private link to Utah.
  case arosNet = 2
  /// A cable modem in Cambridge: transit through AT&T and a private link to MIT.
  case mediaOne = 3

  /// The site's name as the paper has it.
  public var name: String {
    switch self {
    case .mit: "MIT"
    case .utah: "Utah"
    case .arosNet: "ArosNet"
    case .mediaOne: "MediaOne"
    }
  }

  /// The site's name as a member of an overlay network.
  public var memberName: String { name.lowercased() }
}
